// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEscrow} from "../interfaces/IEscrow.sol";
import {IEscrowLens} from "../interfaces/IEscrowLens.sol";
import {OfferRules} from "../libraries/OfferRules.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {ALONE, Refusal} from "../libraries/Refusal.sol";
import {Ruler} from "../libraries/Ruler.sol";
import {Signature} from "../libraries/Signature.sol";
import {Split} from "../libraries/Split.sol";
import {Limits} from "../types/Limits.sol";
import {Offer} from "../types/Offer.sol";
import {Catalogue, Order, Purchase} from "../types/Order.sol";
import {Status} from "../types/OrderState.sol";

/// @title Escrow lens
/// @dev The specification is IEscrowLens. Rules and sums come from the libraries that the escrow itself uses; hashes come
/// from the escrow, because they hold its address.
contract EscrowLens is IEscrowLens {
    /// @dev For one purchase among many.
    uint256 private constant OPENING_GAS = 1_000_000;

    /// @inheritdoc IEscrowLens
    IEscrow public immutable escrow;

    constructor(IEscrow escrow_) {
        escrow = escrow_;
    }

    // ---- orders

    /// @inheritdoc IEscrowLens
    function viewOrders(Order[] calldata orders) external view returns (OrderView[] memory seen) {
        seen = new OrderView[](orders.length);
        for (uint256 i; i < orders.length; ++i) seen[i] = viewOrder(orders[i]);
    }

    /// @inheritdoc IEscrowLens
    function viewOrder(Order calldata order) public view returns (OrderView memory seen) {
        seen.id = escrow.orderId(order);
        (Status status, uint40 since, bool passed, uint32 extension) = escrow.state(seen.id);
        (seen.status, seen.since) = (status, since);
        Limits limits = order.offer.limits;
        if (status == Status.Funded) {
            seen.deadline = since + limits.shipWindow() + extension;
            _setClosing(seen, order, Closing.Cancel, seen.deadline, OfferRules.BPS);
            seen.latestEnd = _latestFunded(seen.deadline, since, order.offer);
        } else if (status == Status.Shipped) {
            seen.deadline = since + limits.inspectionWindow() + extension;
            _setClosing(seen, order, Closing.Claim, seen.deadline, 0);
            seen.latestEnd = block.timestamp > seen.deadline ? seen.deadline : _latestShipped(since, order.offer);
        } else if (status == Status.Disputed) {
            (seen.ruler, seen.rulerUntil) = Ruler.current(order.offer, since, passed);
            seen.deadline = seen.rulerUntil;
            if (block.timestamp > seen.rulerUntil) (seen.ruler, seen.rulerUntil) = (address(0), 0);
            seen.latestEnd = since + (passed ? limits.rulingWindow() : _rulingWindows(order.offer));
            _setClosing(seen, order, Closing.Expire, seen.latestEnd, limits.defaultBuyerBps());
        } else {
            seen.latestEnd = since;
        }
    }

    function _setClosing(
        OrderView memory seen,
        Order calldata order,
        Closing closing,
        uint256 end,
        uint256 buyerBps
    ) private pure {
        seen.closing = closing;
        seen.closingFrom = end + 1;
        seen.closingPayout = _payout(order, buyerBps, false);
    }

    /// @dev Shipped in the last second, after the longest extension. Too late to ship is too late to extend.
    function _latestFunded(uint256 deadline, uint256 since, Offer calldata offer) private view returns (uint256) {
        if (block.timestamp > deadline) return deadline;
        return _latestShipped(since + offer.limits.shipWindow() + OfferRules.MAX_WINDOW, offer);
    }

    /// @dev Disputed in the last second, if at all.
    function _latestShipped(uint256 since, Offer calldata offer) private pure returns (uint256) {
        return since + offer.limits.inspectionWindow() + OfferRules.MAX_WINDOW + _rulingWindows(offer);
    }

    /// @dev Passing cannot make the two last longer.
    function _rulingWindows(Offer calldata offer) private pure returns (uint256) {
        if (offer.arbitrator == address(0)) return 0;
        return offer.limits.rulingWindow() * (offer.fallbackArbitrator == address(0) ? 1 : 2);
    }

    /// @inheritdoc IEscrowLens
    function payout(Order calldata order, uint16 buyerBps, bool ruled) external pure returns (Payout memory) {
        // of an order that was not opened nothing was checked yet
        Limits limits = order.offer.limits;
        Refusal.checkRange(ALONE, "buyerBps", buyerBps, 0, OfferRules.BPS);
        Refusal.checkRange(ALONE, "arbitratorFeeBps", limits.arbitratorFeeBps(), 0, OfferRules.MAX_FEE_BPS);
        Refusal.checkRange(ALONE, "referrerBps", limits.referrerBps(), 0, OfferRules.MAX_FEE_BPS);
        OfferRules.checkedTotal(order.offer, order.units, ALONE);
        return _payout(order, buyerBps, ruled);
    }

    function _payout(Order calldata order, uint256 buyerBps, bool ruled) private pure returns (Payout memory shares) {
        Limits limits = order.offer.limits;
        (shares.toBuyer, shares.toSeller, shares.toArbitrator, shares.toReferrer) = Split.shares(
            OfferRules.totalOf(order.offer, order.units),
            ruled ? limits.arbitratorFeeBps() : 0,
            buyerBps,
            order.referrer == address(0) ? 0 : limits.referrerBps()
        );
    }

    // ---- offers

    /// @inheritdoc IEscrowLens
    function viewOpenings(Purchase[] calldata purchases, address buyer) external view returns (Opening[] memory seen) {
        seen = new Opening[](purchases.length);
        for (uint256 i; i < purchases.length; ++i) {
            try this.checkOpening{gas: OPENING_GAS}(purchases[i], buyer) returns (
                bytes32 id,
                uint256 total,
                uint256 unitsLeft
            ) {
                seen[i] = Opening(true, id, total, unitsLeft, "");
            } catch (bytes memory refusal) {
                seen[i].refusal = refusal;
            }
        }
    }

    /// @inheritdoc IEscrowLens
    /// @dev In the order in which the escrow asks.
    function checkOpening(
        Purchase calldata purchase,
        address buyer
    ) external view returns (bytes32 id, uint256 total, uint256 unitsLeft) {
        Offer calldata offer = purchase.offer;
        OfferRules.checkLimits(offer.limits, offer.arbitrator != address(0), ALONE);
        OfferRules.checkRoles(offer, buyer, purchase.referrer, ALONE);
        // `checkRoles` takes the contract that it is part of for the escrow
        OfferRules.checkOutside(
            address(escrow),
            offer.seller,
            buyer,
            offer.arbitrator,
            offer.fallbackArbitrator,
            purchase.referrer,
            ALONE
        );
        total = OfferRules.checkedTotal(offer, purchase.units, ALONE);

        bytes32 digest = escrow.offerDigest(offer);
        id = OrderHash.orderId(digest, buyer, purchase.units, purchase.salt, purchase.referrer);
        (Status status, , , ) = escrow.state(id);
        if (status != Status.None) revert IEscrow.WrongStatus(id, status, Status.None, Status.None);
        _checkConsent(purchase, digest);
        unitsLeft = _checkStock(offer, purchase.units);
    }

    function _checkConsent(Purchase calldata purchase, bytes32 digest) private view {
        address seller = purchase.offer.seller;
        uint256 counter = purchase.offer.limits.counter();
        if (purchase.sequence != 0) {
            Refusal.checkRange(ALONE, "depth", purchase.path.length, 0, OrderHash.MAX_DEPTH);
            counter = purchase.sequence;
            bytes32 root = OrderHash.rootOf(purchase.path, digest);
            digest = escrow.catalogueDigest(Catalogue(seller, purchase.sequence, root, purchase.contentDigest));
        }
        uint256 lowest = escrow.floor(seller);
        if (counter < lowest) revert IEscrow.OfferVoid(counter, lowest);
        if (!Signature.isValid(seller, digest, purchase.signature, false)) {
            revert IEscrow.InvalidSignature(seller, digest);
        }
    }

    function _checkStock(Offer calldata offer, uint256 units) private view returns (uint256 unitsLeft) {
        uint256 ceiling = offer.limits.maxUnits();
        if (offer.sku == 0 && ceiling != 0) revert IEscrow.StockWithoutSku(ceiling);
        (uint256 sold, bool retired) = escrow.stock(offer.seller, offer.sku);
        if (retired) revert IEscrow.SkuRetired(offer.seller, offer.sku);
        if (ceiling == 0) return type(uint256).max;
        if (sold + units > ceiling) revert IEscrow.SoldOut(offer.sku, sold, units, ceiling);
        return ceiling - sold;
    }
}
