// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Offer} from "../types/Offer.sol";
import {Order, Permit, Purchase} from "../types/Order.sol";
import {Status} from "../types/OrderState.sol";

/// @title Souk Escrow
/// @notice Holds a buyer's money until the buyer confirms, time decides, or the arbitrator named in the offer rules.
/// Nobody administers it: no owner, pause, upgrade, fee switch or sweep, and no call by which an address outside an
/// order chooses who is paid or how much.
///
/// An order is a signed offer and a buyer's purchase of it. The escrow stores one word per order, by its id; the order
/// itself is in the `Opened` event and is repeated in each call, so every order can be closed from logs alone.
///
///     –        open                                                             → Funded
///     Funded   ship (seller, within the ship window)                            → Shipped
///     Funded   cancel (seller; after the ship window anyone)                    → Refunded
///     Shipped  dispute (buyer, within the inspection window, if an arbitrator)  → Disputed
///     Shipped  claim (anyone, after the inspection window)                      → Released
///     Shipped, Disputed   cancel (seller)                                       → Refunded
///     Funded, Shipped, Disputed   confirm (buyer)                               → Released
///     Disputed rule (arbitrator, then fallback, each within a ruling window)    → Split
///     Disputed pass (arbitrator, while it is theirs to rule)                    → Disputed, the fallback's
///     Disputed expire (anyone, after all ruling windows)                        → Split at the default share
///
/// A window includes its last second: a call "within" succeeds at `since + window`, one "after" a second later.
///
/// At every close: fee = ⌊total · arbitratorFeeBps⌋ if an arbitrator ruled, else 0; buyer = ⌊(total − fee) · share⌋;
/// referrer = ⌊rest · referrerBps⌋ if there is one; the seller gets the remainder. Buyer, seller and arbitrator are paid
/// by a call with capped gas (50,000 for the coin, 300,000 for a token's transfer); what a payee refuses, and every
/// referrer's share, is credited, and its owner withdraws it.
///
/// Assumptions. A token moves only by transfers its holder asked for; a token that rebases, seizes or lies can lose
/// money of orders in that token, and of no other. The arbitrator is whom both parties accepted, and decides only the
/// split of a disputed order, only in time, and only between its buyer and seller.
interface IEscrow {
    // ---- errors

    /// @notice The order is in another state than the call allows: one of `from` … `to`, in the order of the enum.
    error WrongStatus(bytes32 orderId, Status actual, Status from, Status to);
    /// @notice Only `expected` may do this now.
    error Unauthorized(address caller, address expected);
    /// @notice Allowed from the second `notBefore` on.
    error TooEarly(uint256 notBefore, uint256 time);
    /// @notice Was allowed up to and including the second `notAfter`.
    error TooLate(uint256 notAfter, uint256 time);
    /// @notice `field`, an ASCII name, must be `min` … `max`.
    error OutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max);
    /// @notice This account has two roles in the order, or is the escrow or the currency.
    error RoleConflict(address account);
    /// @notice A fallback needs an arbitrator before it.
    error FallbackWithoutArbitrator(address fallbackArbitrator);
    /// @notice The offer names no arbitrator to dispute with.
    error NoArbitrator(bytes32 orderId);
    /// @notice The offer names no fallback to pass to.
    error NoFallbackArbitrator(bytes32 orderId);
    /// @notice The case is the fallback's already.
    error AlreadyPassed(bytes32 orderId);
    /// @notice `signature` over `digest` is not the signer's.
    error InvalidSignature(address signer, bytes32 digest);
    /// @notice The seller raised the floor above the offer's counter.
    error OfferVoid(uint256 counter, uint256 floor);
    /// @notice The seller retired the sku.
    error SkuRetired(address seller, bytes32 sku);
    /// @notice `sold` units and these would exceed the offer's ceiling.
    error SoldOut(bytes32 sku, uint256 sold, uint256 units, uint256 maxUnits);
    /// @notice An offer without sku cannot count units: its ceiling must be 0.
    error StockWithoutSku(uint256 maxUnits);
    /// @notice `msg.value`, or what a token's transfer brought, is not what is due.
    error WrongPayment(uint256 expected, uint256 received);
    /// @notice There is no contract at the currency's address.
    error NotAToken(address currency);
    /// @notice A payee must get its full cap of gas: send the transaction with a higher gas limit.
    error LowGas(uint256 required, uint256 left);
    /// @notice The account has no credit in this currency.
    error NothingToWithdraw(address account, address currency);
    /// @notice `to` is zero or the escrow.
    error InvalidRecipient(address to);
    /// @notice The recipient of a withdrawal refused the coin; the credit stays.
    error NotSent(address currency, address to, uint256 amount);
    /// @notice A floor only rises.
    error FloorNotRaised(uint256 floor, uint256 wanted);

    // ---- events

    /// @notice An order was opened; `offer`, `buyer`, `units`, `salt`, `referrer` are the order.
    event Opened(
        bytes32 indexed orderId,
        address indexed seller,
        address indexed buyer,
        Offer offer,
        uint32 units,
        uint64 salt,
        address referrer
    );
    /// @notice The seller shipped; `tracking` is a digest of their choice, or zero.
    event Shipped(bytes32 indexed orderId, bytes32 tracking);
    /// @notice The buyer disputed; `evidence` is a digest of what they show, or zero.
    event Disputed(bytes32 indexed orderId, bytes32 evidence);
    /// @notice The arbitrator passed the case to the fallback.
    event Passed(bytes32 indexed orderId);
    /// @notice The order was closed; the four amounts sum to its total. `toReferrer` is credited to the order's referrer;
    /// the others are paid, unless a `Credited` follows in the same transaction.
    event Closed(
        bytes32 indexed orderId,
        Status status,
        uint256 toBuyer,
        uint256 toSeller,
        uint256 toArbitrator,
        uint256 toReferrer
    );
    /// @notice The buyer reviewed while confirming; `review` is the review's digest or zero, `rating` 1 … 5 or 0 for none.
    event Reviewed(bytes32 indexed orderId, bytes32 review, uint8 rating);
    /// @notice A payment to the account failed and is its credit now. (A referrer's credit is in `Closed`.)
    event Credited(address indexed account, address indexed currency, uint256 amount);
    /// @notice The account took all its credit in this currency.
    event Withdrawn(address indexed account, address indexed currency, address to, uint256 amount);
    /// @notice No offer of this sku can be opened again.
    event Retired(address indexed seller, bytes32 indexed sku);
    /// @notice The seller's offers with a counter below `floor` are void.
    event FloorRaised(address indexed seller, uint64 floor);

    // ---- opening

    /// @notice Opens an order as its buyer and pays for it: the coin with the call, a token by allowance.
    /// @dev Refuses: a wrong signature, an offer expired, void, retired or sold out; a ship or inspection window outside
    /// 1 hour … 180 days, a ruling window outside 1 … 180 days if there is an arbitrator; fees above 10 %; a total of 0
    /// or above 2¹²⁸ − 1; a fallback without arbitrator; equality among seller, buyer, arbitrator and fallback; the
    /// escrow or the currency in any role; an order that was opened before; a payment that is not exactly the total.
    /// @return id the order's id.
    function open(Purchase calldata purchase) external payable returns (bytes32 id);

    /// @notice The same for a token, with an EIP-2612 permit of the caller for exactly the total.
    /// @dev A permit that fails is ignored: somebody may have submitted it before. If the allowance is there, it pays.
    /// It never proves consent: the buyer is the caller.
    function openWithPermit(Purchase calldata purchase, Permit calldata permit) external returns (bytes32 id);

    // ---- an order's life

    /// @notice The seller says the goods left: starts the inspection window, which includes the transit.
    /// @param tracking a digest, not the number itself: the chain is public.
    function ship(Order calldata order, bytes32 tracking) external;

    /// @notice The buyer releases the money to the seller, in any open state, and may review in the same call.
    /// @param review digest of the review, or zero.
    /// @param rating 1 … 5, or 0 for none.
    function confirm(Order calldata order, bytes32 review, uint8 rating) external;

    /// @notice Refunds the buyer: the seller in any open state, anyone if the seller did not ship in time.
    function cancel(Order calldata order) external;

    /// @notice Anyone releases a shipped order to its seller, after the inspection window.
    function claim(Order calldata order) external;

    /// @notice The buyer takes a shipped order to the arbitrator, within the inspection window.
    /// @param evidence digest of what the buyer shows, or zero.
    function dispute(Order calldata order, bytes32 evidence) external;

    /// @notice The arbitrator, or after their window the fallback, splits a disputed order and earns the fee.
    /// @param buyerBps the buyer's share of what remains after the fee, 0 … 10,000.
    function rule(Order calldata order, uint16 buyerBps) external;

    /// @notice The arbitrator leaves the case to the fallback, whose full window starts now.
    function pass(Order calldata order) external;

    /// @notice Anyone splits a disputed order at the offer's default share, after all ruling windows. Nobody earns a fee.
    function expire(Order calldata order) external;

    // ---- accounts

    /// @notice Sends the caller's whole credit in `currency` to `to`.
    function withdraw(address currency, address to) external;

    /// @notice The caller's `sku` can never be opened again. Open orders go on.
    function retire(bytes32 sku) external;

    /// @notice Voids the caller's offers with a lower counter. Open orders go on.
    function raiseFloor(uint64 counter) external;

    // ---- views

    /// @notice The order's state, `Status.None` if it was never opened.
    /// @return status the state.
    /// @return since unix seconds at which it was entered; for a passed dispute, at which it was passed.
    /// @return passed whether a disputed order is the fallback's to rule.
    function state(bytes32 orderId_) external view returns (Status status, uint40 since, bool passed);

    /// @notice keccak256(abi.encode(offerDigest, buyer, units, salt, referrer)).
    function orderId(Order calldata order) external view returns (bytes32);

    /// @notice The EIP-712 digest that the seller signs.
    function offerDigest(Offer calldata offer) external view returns (bytes32);

    /// @notice Units of the sku opened under a ceiling, cancelled ones included.
    function sold(address seller, bytes32 sku) external view returns (uint256 units);

    /// @notice Whether the seller retired the sku.
    function retired(address seller, bytes32 sku) external view returns (bool);

    /// @notice Offers of the seller with a lower counter are void.
    function floor(address seller) external view returns (uint64);

    /// @notice What the account can withdraw.
    function credit(address account, address currency) external view returns (uint256 amount);

    /// @notice The signing domain (ERC-5267).
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );
}
