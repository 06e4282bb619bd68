// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Order, Purchase} from "../types/Order.sol";
import {Status} from "../types/OrderState.sol";
import {IEscrow} from "./IEscrow.sol";

/// @title Escrow lens
/// @notice What a client wants to know of orders and offers, read from the escrow at the block's time. It holds nothing and
/// decides nothing. Times are unix seconds. Its errors are those of IEscrow.
///
/// WARNING: a node answers `eth_call` with the time of its latest block, not with that of the block your transaction
/// will be in. Do not act in the last seconds of a window.
interface IEscrowLens {
    /// @notice The call that anyone may make when nobody else acted.
    enum Closing {
        None,
        Cancel,
        Claim,
        Expire
    }

    /// @notice Who gets what at a close (I2 of IEscrow).
    struct Payout {
        uint256 toBuyer;
        uint256 toSeller;
        uint256 toArbitrator;
        uint256 toReferrer;
    }

    /// @notice An order now. All zero but `id` if it was never opened.
    struct OrderView {
        bytes32 id;
        Status status;
        /// When the status was entered, or the case was passed.
        uint256 since;
        /// Last second of the window that runs, or that ran out last, extension included; zero if the order is closed.
        uint256 deadline;
        /// Who may rule now, zero if nobody may.
        address ruler;
        /// Last second at which they may.
        uint256 rulerUntil;
        /// What anyone may do if nobody acts.
        Closing closing;
        /// From this second on.
        uint256 closingFrom;
        /// And who would get what.
        Payout closingPayout;
        /// Last second that any party can make the others wait for: from the next one on anyone can close the order,
        /// whatever they did (I11). The time of the close if it is closed.
        uint256 latestEnd;
    }

    /// @notice Whether a purchase could be opened now.
    struct Opening {
        /// True: `open` succeeds if it is paid. The three fields below are zero if not.
        bool opens;
        bytes32 id;
        uint256 total;
        /// Units that the offer's ceiling leaves, these included; the maximum if they are not counted.
        uint256 unitsLeft;
        /// The escrow's error, ABI-encoded, if it would refuse. Empty also if the seller's wallet used up the gas.
        bytes refusal;
    }

    /// @notice The order's state, deadlines and default.
    function viewOrder(Order calldata order) external view returns (OrderView memory);

    /// @notice The same for many.
    function viewOrders(Order[] calldata orders) external view returns (OrderView[] memory);

    /// @notice What each party would get if the order were closed with this share for the buyer; also before it is opened.
    /// @param ruled by an arbitrator, who then takes the fee.
    function payout(Order calldata order, uint16 buyerBps, bool ruled) external pure returns (Payout memory);

    /// @notice Reverts with the error with which the escrow would refuse the purchase by `buyer` now (expired, below the
    /// floor, wrongly signed, retired, sold out, opened before, …). The payment is not looked at.
    function checkOpening(
        Purchase calldata purchase,
        address buyer
    ) external view returns (bytes32 id, uint256 total, uint256 unitsLeft);

    /// @notice The same for many, each on its own: their units are not summed up. A wallet that checks signatures may use
    /// at most a million gas, so that no seller can spoil the others' answer.
    function viewOpenings(Purchase[] calldata purchases, address buyer) external view returns (Opening[] memory);

    /// @notice The escrow that is read.
    function escrow() external view returns (IEscrow);
}
