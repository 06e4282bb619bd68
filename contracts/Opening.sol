// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {OfferRules} from "./libraries/OfferRules.sol";
import {OrderHash} from "./libraries/OrderHash.sol";
import {Payment} from "./libraries/Payment.sol";
import {ALONE, Refusal} from "./libraries/Refusal.sol";
import {Signature} from "./libraries/Signature.sol";
import {Offer} from "./types/Offer.sol";
import {Purchase} from "./types/Order.sol";
import {OrderState, Status, enter} from "./types/OrderState.sol";
import {Authorization, Permit, Permit2Transfer} from "./types/Payment.sol";

/// @title Opening
/// @dev The first half of the escrow, and all that it stores: offers become orders here, alone or in a cart. Their life
/// is in Escrow.sol; the specification of both is IEscrow.
abstract contract Opening is IEscrow, ReentrancyGuardTransient {
    /// @dev Top bit of a stock word; the units sold below it stay readable.
    uint256 private constant RETIRED = 1 << 255;

    mapping(bytes32 orderId => OrderState) internal _states;
    mapping(address seller => mapping(bytes32 sku => uint256)) private _stock;
    /// @inheritdoc IEscrow
    mapping(address seller => uint64) public floor;
    /// @inheritdoc IEscrow
    mapping(address account => mapping(address currency => uint256)) public credit;

    /// @inheritdoc IEscrow
    function open(Purchase calldata purchase) external payable nonReentrant returns (bytes32 id) {
        uint256 total;
        (id, total) = _record(purchase, msg.sender, OrderHash.domainSeparator(), ALONE);
        address currency = purchase.offer.currency;
        if (currency == address(0)) {
            Payment.checkCoin(total);
        } else {
            Payment.checkCoin(0);
            Payment.pull(currency, msg.sender, total);
        }
    }

    /// @inheritdoc IEscrow
    function openMany(Purchase[] calldata purchases) external payable nonReentrant returns (bytes32[] memory ids) {
        return _openCart(purchases);
    }

    /// @inheritdoc IEscrow
    function openWithPermit(
        Purchase[] calldata purchases,
        Permit[] calldata permits
    ) external payable nonReentrant returns (bytes32[] memory ids) {
        for (uint256 i; i < permits.length; ++i) Payment.tryPermit(permits[i]);
        return _openCart(purchases);
    }

    /// @inheritdoc IEscrow
    function openWithPermit2(
        address buyer,
        Purchase[] calldata purchases,
        Permit2Transfer calldata transfer
    ) external nonReentrant returns (bytes32[] memory ids) {
        uint256 sum;
        (ids, sum) = _recordFor(buyer, purchases);
        Payment.pullPermit2(purchases[0].offer.currency, buyer, sum, OrderHash.consentOf(ids), transfer);
    }

    /// @inheritdoc IEscrow
    function openWithAuthorization(
        address buyer,
        Purchase[] calldata purchases,
        Authorization calldata authorization
    ) external nonReentrant returns (bytes32[] memory ids) {
        uint256 sum;
        (ids, sum) = _recordFor(buyer, purchases);
        Payment.pullAuthorized(purchases[0].offer.currency, buyer, sum, OrderHash.consentOf(ids), authorization);
    }

    /// @dev The caller's cart: the coin for all, and one pull per run of one token.
    function _openCart(Purchase[] calldata purchases) private returns (bytes32[] memory ids) {
        ids = _idsFor(purchases);
        bytes32 separator = OrderHash.domainSeparator();
        uint256 coin;
        uint256 run;
        address token;
        for (uint256 i; i < purchases.length; ++i) {
            Purchase calldata purchase = purchases[i];
            uint256 total;
            (ids[i], total) = _record(purchase, msg.sender, separator, i);
            address currency = purchase.offer.currency;
            // sums of totals below 2¹²⁸, as many as a transaction holds
            unchecked {
                if (currency == address(0)) {
                    coin += total;
                    continue;
                }
                if (currency != token) {
                    if (run != 0) Payment.pull(token, msg.sender, run);
                    (token, run) = (currency, 0);
                }
                run += total;
            }
        }
        if (run != 0) Payment.pull(token, msg.sender, run);
        Payment.checkCoin(coin);
    }

    /// @dev A cart in one token, for a buyer whose authorisation will pay the sum.
    function _recordFor(
        address buyer,
        Purchase[] calldata purchases
    ) private returns (bytes32[] memory ids, uint256 sum) {
        ids = _idsFor(purchases);
        bytes32 separator = OrderHash.domainSeparator();
        address token = purchases[0].offer.currency;
        for (uint256 i; i < purchases.length; ++i) {
            Purchase calldata purchase = purchases[i];
            address currency = purchase.offer.currency;
            if (currency != token) revert MixedCurrencies(i, token, currency);
            uint256 total;
            (ids[i], total) = _record(purchase, buyer, separator, i);
            // as in _openCart
            unchecked {
                sum += total;
            }
        }
    }

    function _idsFor(Purchase[] calldata purchases) private pure returns (bytes32[] memory) {
        Refusal.checkRange(ALONE, "purchases", purchases.length, 1, type(uint32).max);
        return new bytes32[](purchases.length);
    }

    /// @dev All of opening but the money. `item` is the purchase's place in a cart.
    function _record(
        Purchase calldata purchase,
        address buyer,
        bytes32 separator,
        uint256 item
    ) private returns (bytes32 id, uint256 total) {
        Offer calldata offer = purchase.offer;
        OfferRules.checkLimits(offer.limits, offer.arbitrator != address(0), item);
        OfferRules.checkRoles(offer, buyer, purchase.referrer, item);
        total = OfferRules.checkedTotal(offer, purchase.units, item);

        bytes32 digest = OrderHash.offerDigest(separator, offer);
        id = OrderHash.orderId(digest, buyer, purchase.units, purchase.salt, purchase.referrer);
        Status current = _states[id].status();
        if (current != Status.None) Refusal.refuse(item, _wrongStatus(id, current, Status.None, Status.None));
        _checkConsent(purchase, digest, separator, item);
        _takeStock(offer, purchase.units, item);
        _states[id] = enter(Status.Funded);
        _emitOpened(id, offer.seller, buyer, purchase);
    }

    /// @dev `emit Opened(id, seller, buyer, offer, units, salt, referrer)`: the four are the first twelve words of a
    /// purchase in calldata, each of them read, and so checked to be in its type's range, before.
    function _emitOpened(bytes32 id, address seller, address buyer, Purchase calldata purchase) private {
        bytes32 topic = Opened.selector;
        assembly ("memory-safe") {
            let p := mload(0x40)
            calldatacopy(p, purchase, 0x180)
            log4(p, 0x180, topic, id, seller, buyer)
        }
    }

    /// @dev The seller signed the offer, or a catalogue that holds it, and has not raised the floor above it.
    function _checkConsent(Purchase calldata purchase, bytes32 digest, bytes32 separator, uint256 item) private view {
        address seller = purchase.offer.seller;
        uint256 counter = purchase.sequence;
        if (counter == 0) {
            counter = purchase.offer.limits.counter();
        } else {
            Refusal.checkRange(item, "depth", purchase.path.length, 0, OrderHash.MAX_DEPTH);
            bytes32 root = OrderHash.rootOf(purchase.path, digest);
            digest = OrderHash.catalogueDigest(separator, seller, purchase.sequence, root, purchase.contentDigest);
        }
        uint256 lowest = floor[seller];
        if (counter < lowest) Refusal.refuse(item, abi.encodeWithSelector(OfferVoid.selector, counter, lowest));
        if (!Signature.isValid(seller, digest, purchase.signature, item != ALONE)) {
            Refusal.refuse(item, abi.encodeWithSelector(InvalidSignature.selector, seller, digest));
        }
    }

    /// @dev Takes the units from the seller's stock. An sku without ceiling is only asked whether it is retired.
    function _takeStock(Offer calldata offer, uint256 units, uint256 item) private {
        uint256 ceiling = offer.limits.maxUnits();
        bytes32 sku = offer.sku;
        if (sku == 0) {
            if (ceiling != 0) Refusal.refuse(item, abi.encodeWithSelector(StockWithoutSku.selector, ceiling));
            return;
        }
        uint256 word = _stock[offer.seller][sku];
        if (word & RETIRED != 0) Refusal.refuse(item, abi.encodeWithSelector(SkuRetired.selector, offer.seller, sku));
        if (ceiling == 0) return;
        // word ≤ 2³² − 1 by the check below, units < 2³²
        unchecked {
            if (word + units > ceiling) {
                Refusal.refuse(item, abi.encodeWithSelector(SoldOut.selector, sku, word, units, ceiling));
            }
            _stock[offer.seller][sku] = word + units;
        }
    }

    function _wrongStatus(bytes32 id, Status actual, Status from, Status to) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(WrongStatus.selector, id, actual, from, to);
    }

    // ---- what a seller takes back

    /// @inheritdoc IEscrow
    function retire(bytes32 sku) external nonReentrant {
        // sku 0 has no stock to retire: an offer without sku is voided by the floor
        Refusal.checkRange(ALONE, "sku", uint256(sku), 1, type(uint256).max);
        _stock[msg.sender][sku] |= RETIRED;
        emit Retired(msg.sender, sku);
    }

    /// @inheritdoc IEscrow
    function raiseFloor(uint64 counter) external nonReentrant {
        if (counter <= floor[msg.sender]) revert FloorNotRaised(floor[msg.sender], counter);
        floor[msg.sender] = counter;
        emit FloorRaised(msg.sender, counter);
    }

    // ---- views

    /// @inheritdoc IEscrow
    function stock(address seller, bytes32 sku) external view returns (uint256 sold, bool retired) {
        uint256 word = _stock[seller][sku];
        return (word & ~RETIRED, word & RETIRED != 0);
    }
}
