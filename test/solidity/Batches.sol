// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Release, Settlement} from "../../contracts/types/Consent.sol";
import {Payouts} from "./Payouts.sol";

/// @dev Signed releases and settlements in one call: items that the single call would refuse are skipped, all others
/// are paid as if they were alone.
abstract contract Batches is Payouts {
    function _confirmMany(uint256 who, uint256 x) internal {
        if (orders.length == 0) return;
        address caller = people[who % PEOPLE];
        (uint256[] memory picks, uint256[] memory xs) = _picks(x);
        Release[] memory releases = new Release[](picks.length);
        for (uint256 k; k < picks.length; ++k) releases[k] = _release(picks[k], xs[k]);
        _batch(caller, Call.ConfirmSigned, picks, xs, abi.encodeCall(escrow.confirmMany, (releases)));
    }

    function _settleMany(uint256 who, uint256 x) internal {
        if (orders.length == 0) return;
        (uint256[] memory picks, uint256[] memory xs) = _picks(x);
        // most likely a party of the first
        address caller = who % 4 == 0 ? people[(who >> 8) % PEOPLE] : orders[picks[0]].offer.seller;
        Settlement[] memory settlements = new Settlement[](picks.length);
        for (uint256 k; k < picks.length; ++k) settlements[k] = _settlement(picks[k], caller, xs[k]);
        _batch(caller, Call.Settle, picks, xs, abi.encodeCall(escrow.settleMany, (settlements)));
    }

    function _batch(address caller, Call call, uint256[] memory picks, uint256[] memory xs, bytes memory data) private {
        _stopFee();
        _startSums();
        vm.prank(caller);
        (bool ok, ) = address(escrow).call(data);
        require(ok, "a batch was refused");
        for (uint256 k; k < picks.length; ++k) {
            // the model has followed the items before, so an order's second one is skipped
            if (_allowed(picks[k], caller, call, xs[k])) {
                _follow(picks[k], caller, call, xs[k]);
                note("batched");
            } else note("skipped");
        }
        _checkSums();
        for (uint256 k; k < picks.length; ++k) _checkState(picks[k]);
    }

    /// @dev Up to six neighbours, among which most are open, some twice.
    function _picks(uint256 x) private view returns (uint256[] memory picks, uint256[] memory xs) {
        picks = new uint256[](1 + (x % 6));
        xs = new uint256[](picks.length);
        uint256 n = orders.length;
        uint256 i = (x >> 8) % n;
        for (uint256 k; k < picks.length; ++k) {
            xs[k] = uint256(keccak256(abi.encode(x, k)));
            for (uint256 skip; skip < 8 && !isOpen(ghosts[i].status); ++skip) i = (i + 1) % n;
            picks[k] = i;
            if (xs[k] % 8 != 0) i = (i + 1) % n;
        }
    }
}
