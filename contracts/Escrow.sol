// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Opening} from "./Opening.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {OfferRules} from "./libraries/OfferRules.sol";
import {OrderHash} from "./libraries/OrderHash.sol";
import {Payment} from "./libraries/Payment.sol";
import {ALONE, Refusal} from "./libraries/Refusal.sol";
import {Ruler} from "./libraries/Ruler.sol";
import {Signature} from "./libraries/Signature.sol";
import {Split} from "./libraries/Split.sol";
import {Release, Settlement} from "./types/Consent.sol";
import {Limits} from "./types/Limits.sol";
import {Offer} from "./types/Offer.sol";
import {Catalogue, Order} from "./types/Order.sol";
import {OrderState, Status, enter} from "./types/OrderState.sol";

/// @title Souk Escrow
/// @dev The specification is IEscrow. Each function goes the same way: check, effect, event, interaction.
contract Escrow is Opening {
    uint256 private constant MAX_RATING = 5;
    /// @dev A batch's payments to one seller in one currency, pushed as one.
    struct Run {
        address seller;
        address currency;
        uint256 amount;
    }

    receive() external payable {
        revert UnknownCall(0);
    }

    fallback() external payable {
        revert UnknownCall(msg.sig);
    }

    // ---- an order's life

    /// @inheritdoc IEscrow
    function ship(Order calldata order, bytes32 tracking) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Funded, Status.Funded);
        _checkCaller(order.offer.seller);
        _checkWithin(_end(current, order.offer.limits.shipWindow()));
        _states[id] = enter(Status.Shipped);
        emit Shipped(id, tracking);
    }

    /// @inheritdoc IEscrow
    function extend(Order calldata order, uint32 extension) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Funded, Status.Shipped);
        bool funded = current.status() == Status.Funded;
        Limits limits = order.offer.limits;
        _checkCaller(funded ? order.buyer : order.offer.seller);
        _checkWithin(_end(current, funded ? limits.shipWindow() : limits.inspectionWindow()));
        uint256 least = current.extension() + 1;
        if (extension < least || extension > OfferRules.MAX_WINDOW) {
            revert OutOfRange("extension", extension, least, OfferRules.MAX_WINDOW);
        }
        _states[id] = current.withExtension(extension);
        emit Extended(id, extension);
    }

    /// @inheritdoc IEscrow
    function confirm(Order calldata order, bytes32 review, uint8 rating) external nonReentrant {
        (bytes32 id, ) = _load(order, Status.Funded, Status.Disputed);
        _checkCaller(order.buyer);
        Refusal.checkRange(ALONE, "rating", rating, 0, MAX_RATING);
        _review(id, review, rating);
        _close(order, id, Status.Released, 0, address(0));
    }

    /// @inheritdoc IEscrow
    function confirmBySignature(Release calldata release) external nonReentrant {
        bytes32 id = orderId(release.order);
        bytes memory refusal = _refusalOf(release, id, false);
        if (refusal.length != 0) Refusal.refuse(ALONE, refusal);
        _review(id, release.review, release.rating);
        _close(release.order, id, Status.Released, 0, address(0));
    }

    /// @inheritdoc IEscrow
    function confirmMany(Release[] calldata releases) external nonReentrant {
        Run memory run;
        for (uint256 i; i < releases.length; ++i) {
            Release calldata release = releases[i];
            bytes32 id = orderId(release.order);
            bytes memory refusal = _refusalOf(release, id, true);
            if (refusal.length != 0) {
                emit Skipped(id, bytes4(refusal));
                continue;
            }
            _review(id, release.review, release.rating);
            _closeIn(run, release.order, id, Status.Released, 0);
        }
        _payRun(run);
    }

    /// @inheritdoc IEscrow
    function settle(Settlement calldata settlement) external nonReentrant {
        bytes32 id = orderId(settlement.order);
        bytes memory refusal = _refusalOf(settlement, id, false);
        if (refusal.length != 0) Refusal.refuse(ALONE, refusal);
        _close(settlement.order, id, Status.Split, settlement.buyerBps, address(0));
    }

    /// @inheritdoc IEscrow
    function settleMany(Settlement[] calldata settlements) external nonReentrant {
        Run memory run;
        for (uint256 i; i < settlements.length; ++i) {
            Settlement calldata settlement = settlements[i];
            bytes32 id = orderId(settlement.order);
            bytes memory refusal = _refusalOf(settlement, id, true);
            if (refusal.length != 0) emit Skipped(id, bytes4(refusal));
            else _closeIn(run, settlement.order, id, Status.Split, settlement.buyerBps);
        }
        _payRun(run);
    }

    /// @inheritdoc IEscrow
    function cancel(Order calldata order) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Funded, Status.Disputed);
        if (msg.sender != order.offer.seller) {
            if (current.status() != Status.Funded) revert Unauthorized(msg.sender, order.offer.seller);
            _checkAfter(_end(current, order.offer.limits.shipWindow()));
        }
        _close(order, id, Status.Refunded, OfferRules.BPS, address(0));
    }

    /// @inheritdoc IEscrow
    function claim(Order calldata order) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Shipped, Status.Shipped);
        _checkAfter(_end(current, order.offer.limits.inspectionWindow()));
        _close(order, id, Status.Released, 0, address(0));
    }

    /// @inheritdoc IEscrow
    function dispute(Order calldata order, bytes32 evidence) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Shipped, Status.Shipped);
        _checkCaller(order.buyer);
        if (order.offer.arbitrator == address(0)) revert NoArbitrator(id);
        _checkWithin(_end(current, order.offer.limits.inspectionWindow()));
        _states[id] = enter(Status.Disputed);
        emit Disputed(id, evidence);
    }

    /// @inheritdoc IEscrow
    function submitEvidence(Order calldata order, bytes32 evidence) external nonReentrant {
        (bytes32 id, ) = _load(order, Status.Funded, Status.Disputed);
        Offer calldata offer = order.offer;
        if (
            msg.sender != order.buyer &&
            msg.sender != offer.seller &&
            msg.sender != offer.arbitrator &&
            msg.sender != offer.fallbackArbitrator
        ) revert NotAParty(id, msg.sender);
        emit Evidence(id, msg.sender, evidence);
    }

    /// @inheritdoc IEscrow
    function rule(Order calldata order, uint16 buyerBps) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Disputed, Status.Disputed);
        Refusal.checkRange(ALONE, "buyerBps", buyerBps, 0, OfferRules.BPS);
        (address ruler, uint256 until) = Ruler.current(order.offer, current.since(), current.passed());
        _checkCaller(ruler);
        _checkWithin(until);
        _close(order, id, Status.Split, buyerBps, ruler);
    }

    /// @inheritdoc IEscrow
    function pass(Order calldata order) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Disputed, Status.Disputed);
        Offer calldata offer = order.offer;
        if (offer.fallbackArbitrator == address(0)) revert NoFallbackArbitrator(id);
        if (current.passed()) revert AlreadyPassed(id);
        _checkCaller(offer.arbitrator);
        _checkWithin(_end(current, offer.limits.rulingWindow()));
        _states[id] = enter(Status.Disputed).withPassed();
        emit Passed(id);
    }

    /// @inheritdoc IEscrow
    function expire(Order calldata order) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Disputed, Status.Disputed);
        Offer calldata offer = order.offer;
        uint256 windows = current.passed() || offer.fallbackArbitrator == address(0) ? 1 : 2;
        _checkAfter(_end(current, windows * offer.limits.rulingWindow()));
        _close(order, id, Status.Split, offer.limits.defaultBuyerBps(), address(0));
    }

    /// @dev The order's id proves that the order is the one that was opened, so its fields were checked then.
    function _load(Order calldata order, Status from, Status to) private view returns (bytes32 id, OrderState current) {
        id = orderId(order);
        current = _states[id];
        Status actual = current.status();
        if (actual < from || to < actual) Refusal.refuse(ALONE, _wrongStatus(id, actual, from, to));
    }

    /// @dev Why a signed release cannot be carried out, as an encoded error, or nothing.
    function _refusalOf(Release calldata release, bytes32 id, bool inBatch) private view returns (bytes memory) {
        Status current = _states[id].status();
        if (current != Status.Funded && current != Status.Shipped) {
            return _wrongStatus(id, current, Status.Funded, Status.Shipped);
        }
        (uint8 rating, uint40 deadline) = (release.rating, release.deadline);
        if (rating > MAX_RATING) {
            return abi.encodeWithSelector(OutOfRange.selector, bytes32("rating"), rating, 0, MAX_RATING);
        }
        bytes32 digest = OrderHash.releaseDigest(id, release.review, rating, deadline);
        return _consentRefusal(release.order.buyer, digest, deadline, release.signature, inBatch);
    }

    /// @dev The same of a split, to which the caller consents by calling and the other party by signature.
    function _refusalOf(Settlement calldata settled, bytes32 id, bool inBatch) private view returns (bytes memory) {
        Status current = _states[id].status();
        if (current < Status.Funded || current > Status.Disputed) {
            return _wrongStatus(id, current, Status.Funded, Status.Disputed);
        }
        (uint16 buyerBps, uint40 deadline) = (settled.buyerBps, settled.deadline);
        if (buyerBps > OfferRules.BPS) {
            return abi.encodeWithSelector(OutOfRange.selector, bytes32("buyerBps"), buyerBps, 0, OfferRules.BPS);
        }
        (address other, address seller) = (settled.order.buyer, settled.order.offer.seller);
        if (msg.sender == other) other = seller;
        else if (msg.sender != seller) return abi.encodeWithSelector(NotAParty.selector, id, msg.sender);
        bytes32 digest = OrderHash.settlementDigest(id, buyerBps, deadline);
        return _consentRefusal(other, digest, deadline, settled.signature, inBatch);
    }

    function _consentRefusal(
        address signer,
        bytes32 digest,
        uint256 deadline,
        bytes calldata signature,
        bool inBatch
    ) private view returns (bytes memory none) {
        if (block.timestamp > deadline) return abi.encodeWithSelector(TooLate.selector, deadline, block.timestamp);
        if (!Signature.isValid(signer, digest, signature, inBatch)) {
            return abi.encodeWithSelector(InvalidSignature.selector, signer, digest);
        }
    }

    /// @dev The last second of a window: a sum of 40 bits and of two or three below 2³³.
    function _end(OrderState current, uint256 window) private pure returns (uint256) {
        unchecked {
            return current.since() + window + current.extension();
        }
    }

    function _checkCaller(address expected) private view {
        if (msg.sender != expected) revert Unauthorized(msg.sender, expected);
    }

    function _checkWithin(uint256 end) private view {
        if (block.timestamp > end) revert TooLate(end, block.timestamp);
    }

    function _checkAfter(uint256 end) private view {
        if (block.timestamp <= end) revert TooEarly(end + 1, block.timestamp);
    }

    // ---- payout

    function _review(bytes32 id, bytes32 review, uint8 rating) private {
        if (review != 0 || rating != 0) emit Reviewed(id, review, rating);
    }

    /// @dev The only way out of an open order. `ruler` is zero unless an arbitrator ruled.
    function _close(Order calldata order, bytes32 id, Status closed, uint256 buyerBps, address ruler) private {
        uint256 toSeller = _closeButSeller(order, id, closed, buyerBps, ruler);
        if (toSeller != 0) _pay(order.offer.currency, order.offer.seller, toSeller);
    }

    /// @dev The same within a batch, where the seller is paid at the run's end.
    function _closeIn(Run memory run, Order calldata order, bytes32 id, Status closed, uint256 buyerBps) private {
        uint256 toSeller = _closeButSeller(order, id, closed, buyerBps, address(0));
        (address seller, address currency) = (order.offer.seller, order.offer.currency);
        if (seller != run.seller || currency != run.currency) {
            _payRun(run);
            (run.seller, run.currency, run.amount) = (seller, currency, 0);
        }
        // sums of totals below 2¹²⁸, as many as a transaction holds
        unchecked {
            run.amount += toSeller;
        }
    }

    function _payRun(Run memory run) private {
        if (run.amount != 0) _pay(run.currency, run.seller, run.amount);
    }

    /// @dev Closes an order and pays all but its seller. The referrer is credited, never called, without an event of its
    /// own: it is in Closed.
    /// @return toSeller what the caller must pay the seller.
    function _closeButSeller(
        Order calldata order,
        bytes32 id,
        Status closed,
        uint256 buyerBps,
        address ruler
    ) private returns (uint256 toSeller) {
        Offer calldata offer = order.offer;
        address referrer = order.referrer;
        uint256 toBuyer;
        uint256 fee;
        uint256 toReferrer;
        (toBuyer, toSeller, fee, toReferrer) = Split.shares(
            OfferRules.totalOf(offer, order.units),
            ruler == address(0) ? 0 : offer.limits.arbitratorFeeBps(),
            buyerBps,
            referrer == address(0) ? 0 : offer.limits.referrerBps()
        );
        _states[id] = enter(closed);
        emit Closed(id, closed, toBuyer, toSeller, fee, toReferrer);
        address currency = offer.currency;
        unchecked {
            // below 2¹²⁸ each: no number of orders overflows
            if (toReferrer != 0) credit[referrer][currency] += toReferrer;
        }
        if (toBuyer != 0) _pay(currency, order.buyer, toBuyer);
        if (fee != 0) _pay(currency, ruler, fee);
    }

    function _pay(address currency, address to, uint256 amount) private {
        if (!Payment.push(currency, to, amount)) _credit(currency, to, amount);
    }

    function _credit(address currency, address to, uint256 amount) private {
        credit[to][currency] += amount;
        emit Credited(to, currency, amount);
    }

    // ---- accounts

    /// @inheritdoc IEscrow
    function withdraw(address currency, address to) external nonReentrant {
        if (to == address(0) || to == address(this) || to == currency) revert InvalidRecipient(to);
        uint256 amount = credit[msg.sender][currency];
        if (amount == 0) revert NothingToWithdraw(msg.sender, currency);
        credit[msg.sender][currency] = 0;
        emit Withdrawn(msg.sender, currency, to, amount);
        Payment.send(currency, to, amount);
    }

    // ---- views

    /// @inheritdoc IEscrow
    function state(
        bytes32 orderId_
    ) external view returns (Status status, uint40 since, bool passed, uint32 extension) {
        OrderState current = _states[orderId_];
        return (current.status(), uint40(current.since()), current.passed(), uint32(current.extension()));
    }

    /// @inheritdoc IEscrow
    function orderId(Order calldata order) public view returns (bytes32) {
        return OrderHash.orderId(order);
    }

    /// @inheritdoc IEscrow
    function offerDigest(Offer calldata offer) external view returns (bytes32) {
        return OrderHash.offerDigest(OrderHash.domainSeparator(), offer);
    }

    /// @inheritdoc IEscrow
    function catalogueDigest(Catalogue calldata catalogue) external view returns (bytes32) {
        return
            OrderHash.catalogueDigest(
                OrderHash.domainSeparator(),
                catalogue.seller,
                catalogue.sequence,
                catalogue.offersRoot,
                catalogue.contentDigest
            );
    }

    /// @inheritdoc IEscrow
    function releaseDigest(
        bytes32 orderId_,
        bytes32 review,
        uint8 rating,
        uint40 deadline
    ) external view returns (bytes32) {
        return OrderHash.releaseDigest(orderId_, review, rating, deadline);
    }

    /// @inheritdoc IEscrow
    function settlementDigest(bytes32 orderId_, uint16 buyerBps, uint40 deadline) external view returns (bytes32) {
        return OrderHash.settlementDigest(orderId_, buyerBps, deadline);
    }

    /// @inheritdoc IEscrow
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
        )
    {
        // 0x0f: name, version, chainId and verifyingContract are used
        return (hex"0f", "Souk Escrow", "1", block.chainid, address(this), bytes32(0), new uint256[](0));
    }
}
