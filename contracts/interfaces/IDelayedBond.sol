// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Delayed bond
/// @notice Coin that an account leaves here to be taken seriously. It can be taken back, but 30 days after saying so:
/// whoever relied on it has that long to notice. WARNING: rely on `locked`, and on `leaving` before `availableAt`. What can be
/// withdrawn may stay here for years and go in the next block.
interface IDelayedBond {
    /// @notice What the account has here.
    struct Bond {
        /// Not asked back.
        uint256 locked;
        /// Asked back. Still burns with the rest, while it is here.
        uint256 leaving;
        /// First second at which `leaving` can be withdrawn.
        uint40 availableAt;
    }

    /// @notice A bond needs an owner and an amount.
    error NothingToLock(address account, uint256 amount);
    /// @notice Of a bond, 1 … `locked` can be asked back.
    error NotLocked(address account, uint256 amount, uint256 locked);
    /// @notice The account asked nothing back.
    error NothingLeaving(address account);
    /// @notice What was asked back can be withdrawn from the second `notBefore` on.
    error StillBonded(uint256 notBefore, uint256 time);
    /// @notice `to` is zero or this contract.
    error InvalidRecipient(address to);
    /// @notice The recipient refused; the bond stays.
    error NotSent(address to, uint256 amount);

    /// @notice `from` added to the bond of `account`.
    event Locked(address indexed account, address indexed from, uint256 amount);
    /// @notice The account asked back `amount` more; all that is leaving can be withdrawn from `availableAt` on.
    event Leaving(address indexed account, uint256 amount, uint40 availableAt);
    /// @notice The account withdrew what it had asked back.
    event Withdrawn(address indexed account, address to, uint256 amount);

    /// @notice Adds the coin that comes with the call to the bond of `account`. WARNING: from then on it is theirs.
    function lock(address account) external payable;

    /// @notice Asks back a part of the caller's bond. The 30 days start anew for what was leaving already.
    function requestWithdrawal(uint256 amount) external;

    /// @notice Sends what the caller asked back, 30 days later, to `to`.
    function withdraw(address to) external;

    /// @notice The bond of `account`.
    function bondOf(address account) external view returns (Bond memory);
}
