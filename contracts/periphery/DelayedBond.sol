// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDelayedBond} from "../interfaces/IDelayedBond.sol";

/// @title Delayed bond
/// @dev The specification is IDelayedBond. The only call out is the last thing `withdraw` does.
abstract contract DelayedBond is IDelayedBond {
    uint256 private constant DELAY = 30 days;

    mapping(address account => Bond) internal _bonds;

    /// @inheritdoc IDelayedBond
    function lock(address account) external payable {
        if (account == address(0) || msg.value == 0) revert NothingToLock(account, msg.value);
        _bonds[account].locked += msg.value;
        emit Locked(account, msg.sender, msg.value);
    }

    /// @inheritdoc IDelayedBond
    function requestWithdrawal(uint256 amount) external {
        Bond storage bond = _bonds[msg.sender];
        if (amount == 0 || amount > bond.locked) revert NotLocked(msg.sender, amount, bond.locked);
        bond.locked -= amount;
        bond.leaving += amount;
        bond.availableAt = uint40(block.timestamp + DELAY);
        emit Leaving(msg.sender, amount, bond.availableAt);
    }

    /// @inheritdoc IDelayedBond
    function withdraw(address to) external {
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
        Bond storage bond = _bonds[msg.sender];
        uint256 amount = bond.leaving;
        if (amount == 0) revert NothingLeaving(msg.sender);
        if (block.timestamp < bond.availableAt) revert StillBonded(bond.availableAt, block.timestamp);
        (bond.leaving, bond.availableAt) = (0, 0);
        emit Withdrawn(msg.sender, to, amount);
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert NotSent(to, amount);
    }

    /// @inheritdoc IDelayedBond
    function bondOf(address account) external view returns (Bond memory) {
        return _bonds[account];
    }
}
