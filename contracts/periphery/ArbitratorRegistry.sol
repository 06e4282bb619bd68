// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitratorRegistry} from "../interfaces/IArbitratorRegistry.sol";
import {DelayedBond} from "./DelayedBond.sol";

/// @title Arbitrator registry
/// @dev The specification is IArbitratorRegistry.
contract ArbitratorRegistry is IArbitratorRegistry, DelayedBond {
    /// @dev The escrow opens no order with more.
    uint256 private constant MAX_FEE_BPS = 1_000;
    uint256 private constant MAX_LANGUAGES = 64;

    Profile[] private _profiles;
    /// @dev Place in `_profiles` plus one.
    mapping(address arbitrator => uint256) private _places;

    /// @inheritdoc IArbitratorRegistry
    function publish(uint16 feeBps, bool consents, bytes32 page, string calldata languages) external {
        _checkRange("feeBps", feeBps, 0, MAX_FEE_BPS);
        _checkRange("languages", bytes(languages).length, 1, MAX_LANGUAGES);
        uint256 place = _places[msg.sender];
        if (place == 0) {
            _profiles.push();
            place = _profiles.length;
            _places[msg.sender] = place;
        }
        _profiles[place - 1] = Profile(msg.sender, feeBps, consents, uint40(block.timestamp), page, languages);
        emit Published(msg.sender, feeBps, consents, page, languages);
    }

    /// @inheritdoc IArbitratorRegistry
    function profileOf(address arbitrator) external view returns (Profile memory) {
        uint256 place = _places[arbitrator];
        if (place == 0) revert NotListed(arbitrator);
        return _profiles[place - 1];
    }

    /// @inheritdoc IArbitratorRegistry
    function profiles(uint256 offset, uint256 limit) external view returns (Profile[] memory page) {
        uint256 all = _profiles.length;
        uint256 size = offset < all ? all - offset : 0;
        if (size > limit) size = limit;
        page = new Profile[](size);
        for (uint256 i; i < size; ++i) page[i] = _profiles[offset + i];
    }

    /// @inheritdoc IArbitratorRegistry
    function count() external view returns (uint256) {
        return _profiles.length;
    }

    function _checkRange(bytes32 field, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert OutOfRange(field, value, min, max);
    }
}
