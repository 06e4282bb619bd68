// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Order} from "../types/Order.sol";
import {IArbitrable} from "./IArbitrable.sol";
import {IArbitrator} from "./IArbitrator.sol";
import {IEscrow} from "./IEscrow.sol";
import {IEvidence} from "./IEvidence.sol";

/// @title Arbitrator adapter
/// @notice Lets a court that follows ERC-792 and ERC-1497 be the arbitrator, or the fallback, of any number of offers.
/// Nobody administers it: court, terms and meta-evidence are fixed when it is deployed.
///
///     dispute (escrow) → request (anyone pays the court) → the court's ruling → execute (anyone) → Split
///
/// The court has five choices: 1 the buyer gets all, 2 three quarters, 3 half, 4 a quarter, 5 nothing. With any other
/// ruling, of which 0 means "refused to decide", the offer's default share applies.
///
/// Courts want to be paid first and the escrow pays its arbitrator last, so whoever pays the court earns the offer's
/// arbitrator fee if the ruling is executed in time. WARNING: if it is late, or the parties close the order themselves,
/// the cost is lost; so is the cost of an appeal in any case. If nobody pays the court, the escrow's `expire` applies.
///
/// Assumptions on the court. It is the one arbitrator whom the parties accepted: it decides the split, and nothing else.
/// It must take exactly what it asks for and give no change. A court that reverts, lies about its cost or calls back can
/// make `request` and `appeal` fail, and can harm no order whose time goes by without it.
///
/// Assumptions on appeals. A party who prefers the default share gains by every second the court loses. So nothing is
/// appealed that could not be decided again in time: the last ruling stands, and can be executed before the window ends,
/// if the court keeps to `roundTime`. A court that takes longer leaves the order to its default.
///
/// Assumptions on offers. A ruling window shorter than `minRulingWindow` leaves the court no time: clients and nodes refuse
/// such offers; the adapter does not. An arbitrator fee below what the court costs finds nobody who pays it.
///
/// Assumptions on tokens: those of IEscrow. A token that blocks the adapter holds back the fees in that token until it
/// relents. What reaches the adapter outside `execute` is nobody's; a referrer's share of the order, if the buyer named the
/// adapter, reaches it inside.
///
/// Errors of IEscrow are used wherever they mean the same.
interface IArbitratorAdapter is IArbitrable, IEvidence, IERC165 {
    /// @notice Somebody paid the court for this order already.
    error AlreadyRequested(bytes32 orderId, address payer);
    /// @notice Nobody paid the court for this order.
    error NotRequested(bytes32 orderId);
    /// @notice The court has not decided yet.
    error NotRuled(bytes32 orderId, uint256 disputeId);
    /// @notice The court's decision is final: there is nothing to appeal.
    error AlreadyRuled(bytes32 orderId, uint256 ruling);
    /// @notice The court asks for more coin than came with the call.
    error CostNotMet(uint256 cost, uint256 received);
    /// @notice The court gave the new dispute the number of another one.
    error DisputeTaken(uint256 disputeId, bytes32 orderId);
    /// @notice Only the court gives rulings.
    error NotTheCourt(address caller, address court);
    /// @notice Only the escrow sends coin here.
    error NotTheEscrow(address caller, address escrow);

    /// @notice `payer` paid the court to rule on the order.
    event Requested(bytes32 indexed orderId, uint256 indexed disputeId, address indexed payer, uint256 cost);
    /// @notice `payer` paid for another round of the court.
    event Appealed(bytes32 indexed orderId, uint256 indexed disputeId, address indexed payer, uint256 cost);
    /// @notice The court ruled again on what it had decided; the first ruling stands.
    event RulingIgnored(uint256 indexed disputeId, uint256 ruling);
    /// @notice The ruling closed the order; `earned` of `currency` is the payer's to withdraw.
    event Executed(bytes32 indexed orderId, address indexed payer, uint16 buyerBps, address currency, uint256 earned);
    /// @notice The account took all it had earned in this currency.
    event Withdrawn(address indexed account, address indexed currency, address to, uint256 amount);

    /// @notice Pays the court to rule on a disputed order, while it is the adapter's to rule. Once per order. What is
    /// above `cost` goes back to the caller.
    function request(Order calldata order) external payable returns (uint256 disputeId);

    /// @notice Pays the court for another round, while there is time left for one: the order is the adapter's to rule for
    /// another `roundTime`. What is above `appealCost` goes back to the caller.
    function appeal(Order calldata order) external payable;

    /// @notice The buyer or the seller shows the jurors something while the order is disputed.
    /// @param uri a path like `/ipfs/…/evidence.json` (ERC-1497). WARNING: the court's evidence is public.
    function submitEvidence(Order calldata order, string calldata uri) external;

    /// @notice Anyone closes the order as the court ruled. Refused, with the escrow's error, if the order is closed or it
    /// is too late.
    function execute(Order calldata order) external;

    /// @notice Sends all that the caller earned in `currency` to `to`.
    function withdraw(address currency, address to) external;

    /// @notice What was asked of the court for an order.
    /// @return payer who paid it, zero if nobody.
    /// @return disputeId the court's number.
    /// @return ruled whether the court decided.
    /// @return ruling its decision.
    function requestOf(
        bytes32 orderId
    ) external view returns (address payer, uint256 disputeId, bool ruled, uint256 ruling);

    /// @notice What the account can withdraw.
    function earned(address account, address currency) external view returns (uint256 amount);

    /// @notice What the court asks now for a ruling, in wei.
    function cost() external view returns (uint256);

    /// @notice What the court asks now for another round, in wei.
    function appealCost(bytes32 orderId) external view returns (uint256);

    /// @notice Seconds that the court needs for a ruling and an ordinary number of appeals.
    function minRulingWindow() external view returns (uint256);

    /// @notice Seconds that one more round takes at most, its appeal period included.
    function roundTime() external view returns (uint256);

    /// @notice The court.
    function court() external view returns (IArbitrator);

    /// @notice The court's own parameters (for Kleros: which subcourt, how many jurors).
    function extraData() external view returns (bytes memory);

    /// @notice The escrow whose orders it rules on.
    function escrow() external view returns (IEscrow);
}
