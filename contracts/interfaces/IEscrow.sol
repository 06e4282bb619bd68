// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Release, Settlement} from "../types/Consent.sol";
import {Offer} from "../types/Offer.sol";
import {Catalogue, Order, Purchase} from "../types/Order.sol";
import {Status} from "../types/OrderState.sol";
import {Authorization, Permit, Permit2Transfer} from "../types/Payment.sol";

/// @title Souk Escrow
/// @notice Holds a buyer's money until the buyer confirms, time decides, or the arbitrator named in the offer rules.
/// Nobody administers it: no owner, pause, upgrade, fee switch or sweep, and no call by which an address outside an
/// order chooses who is paid or how much.
///
/// An order is a signed offer and a buyer's purchase of it. The escrow stores one word per order, by its id; the order
/// itself is in the `Opened` event and is repeated in each call, so every order can be closed from logs alone.
///
///     –        open (buyer; offer valid, in stock)                              → Funded
///     Funded   ship (seller, within the ship window)                            → Shipped
///     Funded   cancel (seller; after the ship window anyone)                    → Refunded
///     Shipped  dispute (buyer, within the inspection window, if an arbitrator)  → Disputed
///     Shipped  claim (anyone, after the inspection window)                      → Released
///     Shipped, Disputed   cancel (seller)                                       → Refunded
///     Funded, Shipped, Disputed   confirm (buyer)                               → Released
///     Funded, Shipped     confirm by the buyer's signature (anyone)             → Released
///     Funded, Shipped, Disputed   settle (either party, with the other's signature) → Split
///     Disputed rule (arbitrator, then fallback, each within a ruling window)    → Split
///     Disputed pass (arbitrator, while it is theirs to rule)                    → Disputed, the fallback's
///     Disputed expire (anyone, after all ruling windows)                        → Split at the default share
///     Funded   extend (buyer lengthens the ship window, while it runs)          → Funded
///     Shipped  extend (seller lengthens the inspection window, while it runs)   → Shipped
///     Funded, Shipped, Disputed   submitEvidence (parties, both arbitrators)    → the same
///
/// A window includes its last second: a call "within" succeeds at `since + window + extension`, one "after" a second
/// later. Each window is at most 180 days and is lengthened by at most 180 days, so no order lasts longer than
/// ship + 180 d + inspection + 180 d + (1, with a fallback 2) × ruling: nobody can make another's money wait longer.
///
/// At every close: fee = ⌊total · arbitratorFeeBps⌋ if an arbitrator ruled, else 0; buyer = ⌊(total − fee) · share⌋;
/// referrer = ⌊rest · referrerBps⌋ if there is one; the seller gets the remainder. Buyer, seller and arbitrator are paid
/// by a call with capped gas (50,000 for the coin, 300,000 for a token's transfer); what a payee refuses, and every
/// referrer's share, is credited, and its owner withdraws it.
///
/// An offer is valid by the seller's signature over it, or by its proof under the root of a catalogue that the seller
/// signed. Signatures are a key's (65 bytes, low s), also of a key that delegates to code (EIP-7702), or whatever the
/// account's code takes (ERC-1271). All are bound to this chain and this contract.
///
/// Assumptions on tokens. A token moves only by transfers its holder asked for, and exactly as they say. What arrives is
/// measured, so a token of which less arrives than was sent is refused. A token that rebases, seizes, lies, or takes a fee
/// from the sender on top can lose money of orders in that token, and of no other. An ERC-721 is none: it would be locked.
/// In a token that lies, the buyer of an order proves nothing: such a token is the only judge of its ERC-3009 signatures. A token that blocks a payee leaves them a credit that they may send elsewhere; one that blocks the escrow
/// locks every order in it until it relents. WARNING: name only currencies you would hold yourself.
///
/// Assumptions on arbitrators. The arbitrator is whom both parties accepted, and decides only the split of a disputed
/// order, only in time, and only between its buyer and seller. An arbitrator who colludes with a party can give that
/// party everything, less nothing more than the fee. WARNING: the escrow does not ask whether the arbitrator agreed
/// to serve; clients check that (ArbitratorRegistry) before anybody pays.
///
/// Assumptions on time. The block's timestamp is the clock: a proposer can shift it by seconds, so do not act in the
/// last ones. A chain that changes its chain id under open orders (a fork that keeps them) locks them: their ids hold it. The inspection window starts when the seller says that the goods left and includes the transit. WARNING:
/// an order without arbitrator has no buyer protection after shipping; silence pays the seller.
///
/// Assumptions on wallets. An ERC-1271 wallet answers when it is asked: it may revoke what it signed, and may approve
/// what its owner never saw. A party who trusts such a wallet trusts its code.
///
/// A call that is not of this interface reverts with `UnknownCall`. Arguments that are not ABI-encoded, and coin sent with a
/// call that takes none, revert without effect, most of them without data, and in a batch for all its items.
interface IEscrow {
    // ---- errors

    /// @notice The order is in another state than the call allows: one of `from` … `to`, in the order of the enum.
    error WrongStatus(bytes32 orderId, Status actual, Status from, Status to);
    /// @notice Only `expected` may do this now.
    error Unauthorized(address caller, address expected);
    /// @notice Only buyer, seller and the order's arbitrators may do this.
    error NotAParty(bytes32 orderId, address caller);
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
    /// @notice The seller raised the floor above the offer's counter, or above the catalogue's sequence.
    error OfferVoid(uint256 counter, uint256 floor);
    /// @notice The seller retired the sku.
    error SkuRetired(address seller, bytes32 sku);
    /// @notice `sold` units and these would exceed the offer's ceiling.
    error SoldOut(bytes32 sku, uint256 sold, uint256 units, uint256 maxUnits);
    /// @notice An offer without sku cannot count units: its ceiling must be 0.
    error StockWithoutSku(uint256 maxUnits);
    /// @notice The purchase at `index` of a cart was refused for `reason`, one of these errors: leave it out and retry.
    error CartItem(uint256 index, bytes reason);
    /// @notice Only orders in one token can be paid by one authorisation; `index` is in another currency.
    error MixedCurrencies(uint256 index, address expected, address actual);
    /// @notice `msg.value`, or what a token's transfer brought, is not what is due. Currency zero is the coin.
    error WrongPayment(address currency, uint256 expected, uint256 received);
    /// @notice The token, or the contract that was to move it, refused for `reason`.
    error PaymentFailed(address currency, address from, uint256 amount, bytes reason);
    /// @notice There is no token at the currency's address.
    error NotAToken(address currency);
    /// @notice A payee, or in carts and batches a wallet that is asked for its signature, must get its full cap of gas: send
    /// the transaction with a higher gas limit.
    error LowGas(uint256 required, uint256 left);
    /// @notice The account has no credit in this currency.
    error NothingToWithdraw(address account, address currency);
    /// @notice `to` is zero, the escrow or the currency: the money would be lost.
    error InvalidRecipient(address to);
    /// @notice The recipient of a withdrawal, or its token, refused; the credit stays.
    error NotSent(address currency, address to, uint256 amount);
    /// @notice A floor only rises.
    error FloorNotRaised(uint256 floor, uint256 wanted);
    /// @notice No function has this selector; coin is taken by `open` and its kin alone.
    error UnknownCall(bytes4 selector);

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
    /// @notice The running window ends `extension` seconds later than the offer says, in total.
    event Extended(bytes32 indexed orderId, uint32 extension);
    /// @notice The buyer disputed; `evidence` is a digest of what they show, or zero.
    event Disputed(bytes32 indexed orderId, bytes32 evidence);
    /// @notice A party or arbitrator of an open order points to something, by its digest.
    event Evidence(bytes32 indexed orderId, address indexed party, bytes32 evidence);
    /// @notice The arbitrator passed the case to the fallback.
    event Passed(bytes32 indexed orderId);
    /// @notice The order was closed; the four amounts sum to its total. `toReferrer` is credited to the order's referrer;
    /// the others are paid, unless a `Credited` follows in the same transaction. In a batch, what several orders bring their
    /// seller is paid, or credited, as one sum.
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
    /// @notice An item of a batch was left out; `reason` is the selector of the error that the single call gives, given no
    /// more gas for a wallet's signature check.
    event Skipped(bytes32 indexed orderId, bytes4 reason);
    /// @notice A payment to the account failed and is its credit now. (A referrer's credit is in `Closed`.)
    event Credited(address indexed account, address indexed currency, uint256 amount);
    /// @notice The account took all its credit in this currency.
    event Withdrawn(address indexed account, address indexed currency, address to, uint256 amount);
    /// @notice No offer of this sku can be opened again.
    event Retired(address indexed seller, bytes32 indexed sku);
    /// @notice The seller's offers with a counter, and catalogues with a sequence, below `floor` are void.
    event FloorRaised(address indexed seller, uint64 floor);

    // ---- opening

    /// @notice Opens an order as its buyer and pays for it: the coin with the call, a token by allowance.
    /// @dev Refuses: a wrong signature or proof, an offer expired, void, retired or sold out; a ship or inspection window
    /// outside 1 hour … 180 days, a ruling window outside 1 … 180 days if there is an arbitrator; fees above 10 %; a total
    /// of 0 or above 2¹²⁸ − 1; a fallback without arbitrator; equality among seller, buyer, arbitrator and fallback; the
    /// escrow or the currency in any role; an order that was opened before; a payment that is not exactly the total.
    /// @return id the order's id.
    function open(Purchase calldata purchase) external payable returns (bytes32 id);

    /// @notice Opens the orders of a cart, of any sellers and currencies, all or none. One pull per run of one token, so
    /// sort them by currency. The coin for all of them comes with the call.
    /// @dev At depth 10 about 60,000 gas each, 73,000 for the first sale of an sku: a transaction of 16.78M gas holds 220.
    /// A seller's wallet may use at most 500,000 gas to check its signature here, as in every call that opens several.
    function openMany(Purchase[] calldata purchases) external payable returns (bytes32[] memory ids);

    /// @notice The same, after taking EIP-2612 permits of the caller.
    /// @dev A permit that fails is ignored: somebody may have submitted it before. If the allowance is there, it pays.
    /// It never proves consent: the buyer is the caller.
    function openWithPermit(
        Purchase[] calldata purchases,
        Permit[] calldata permits
    ) external payable returns (bytes32[] memory ids);

    /// @notice Anyone opens the orders of a cart in one token for a buyer who signed a Permit2 transfer of exactly their
    /// sum to the escrow. The witness, `bytes32 orderId`, is the order's id, or for several keccak256 of their ids
    /// concatenated in this order: so the signature consents to these orders and no others.
    /// WARNING: until its deadline it is an option of whoever holds it; to take it back, use up its nonce.
    function openWithPermit2(
        address buyer,
        Purchase[] calldata purchases,
        Permit2Transfer calldata transfer
    ) external returns (bytes32[] memory ids);

    /// @notice The same by an ERC-3009 authorisation, whose nonce is what Permit2's witness is.
    function openWithAuthorization(
        address buyer,
        Purchase[] calldata purchases,
        Authorization calldata authorization
    ) external returns (bytes32[] memory ids);

    // ---- an order's life

    /// @notice The seller says the goods left: starts the inspection window, which includes the transit.
    /// @param tracking a digest, not the number itself: the chain is public.
    function ship(Order calldata order, bytes32 tracking) external;

    /// @notice While it runs, the buyer lengthens the ship window, or the seller the inspection window. Nothing shortens one.
    /// @param extension seconds beyond the offer's window in total, more than before and at most 180 days.
    function extend(Order calldata order, uint32 extension) external;

    /// @notice The buyer releases the money to the seller, in any open state, and may review in the same call.
    /// @param review digest of the review, or zero.
    /// @param rating 1 … 5, or 0 for none.
    function confirm(Order calldata order, bytes32 review, uint8 rating) external;

    /// @notice Anyone submits the buyer's signed release, review and rating included. A dispute voids it.
    function confirmBySignature(Release calldata release) external;

    /// @notice The same for many. Items that the single call would refuse are skipped, with `Skipped`; a seller is paid
    /// once per run of one seller and currency. A wallet's signature check may use at most 500,000 gas here.
    function confirmMany(Release[] calldata releases) external;

    /// @notice A party splits the order as the other one signed.
    function settle(Settlement calldata settlement) external;

    /// @notice The same for many, with the rules of `confirmMany`.
    function settleMany(Settlement[] calldata settlements) external;

    /// @notice Refunds the buyer: the seller in any open state, anyone if the seller did not ship in time.
    function cancel(Order calldata order) external;

    /// @notice Anyone releases a shipped order to its seller, after the inspection window.
    function claim(Order calldata order) external;

    /// @notice The buyer takes a shipped order to the arbitrator, within the inspection window.
    /// @param evidence digest of what the buyer shows, or zero.
    function dispute(Order calldata order, bytes32 evidence) external;

    /// @notice A party or an arbitrator of an open order points to evidence by its digest.
    function submitEvidence(Order calldata order, bytes32 evidence) external;

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

    /// @notice The caller's `sku`, which is not zero, can never be opened again. Open orders go on.
    function retire(bytes32 sku) external;

    /// @notice Voids the caller's offers with a lower counter and catalogues with a lower sequence. Open orders go on.
    /// @dev WARNING: it never falls. Counters have 40 bits and sequences 64: a floor above 2⁴⁰ − 1 voids every offer signed
    /// alone for ever, one of 2⁶⁴ − 1 nearly every catalogue.
    function raiseFloor(uint64 counter) external;

    // ---- views

    /// @notice The order's state, `Status.None` if it was never opened.
    /// @return status the state.
    /// @return since unix seconds at which it was entered; for a passed dispute, at which it was passed.
    /// @return passed whether a disputed order is the fallback's to rule.
    /// @return extension seconds by which the running window was lengthened.
    function state(bytes32 orderId_) external view returns (Status status, uint40 since, bool passed, uint32 extension);

    /// @notice keccak256(abi.encode(offerDigest, buyer, units, salt, referrer)).
    function orderId(Order calldata order) external view returns (bytes32);

    /// @notice The EIP-712 digest that the seller signs for one offer, and the offer's leaf in a catalogue.
    function offerDigest(Offer calldata offer) external view returns (bytes32);

    /// @notice The EIP-712 digest that the seller signs for all offers of a catalogue.
    function catalogueDigest(Catalogue calldata catalogue) external view returns (bytes32);

    /// @notice The EIP-712 digest that the buyer signs to release.
    function releaseDigest(
        bytes32 orderId_,
        bytes32 review,
        uint8 rating,
        uint40 deadline
    ) external view returns (bytes32);

    /// @notice The EIP-712 digest that a party signs to settle.
    function settlementDigest(bytes32 orderId_, uint16 buyerBps, uint40 deadline) external view returns (bytes32);

    /// @notice The seller's stock of a sku.
    /// @return sold units opened under a ceiling, cancelled ones included.
    /// @return retired whether no offer of it can be opened again.
    function stock(address seller, bytes32 sku) external view returns (uint256 sold, bool retired);

    /// @notice Offers of the seller with a lower counter, and catalogues with a lower sequence, are void.
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
