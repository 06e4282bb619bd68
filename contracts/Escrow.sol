// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {OrderHash} from "./libraries/OrderHash.sol";
import {Payment} from "./libraries/Payment.sol";
import {Signature} from "./libraries/Signature.sol";
import {Limits} from "./types/Limits.sol";
import {Offer} from "./types/Offer.sol";
import {Order, Permit, Purchase} from "./types/Order.sol";
import {OrderState, Status, enter} from "./types/OrderState.sol";

/// @title Souk Escrow
/// @dev The specification is IEscrow. Each function goes the same way: check, effect, event, interaction.
contract Escrow is IEscrow, ReentrancyGuardTransient {
    uint256 private constant BPS = 10_000;
    uint256 private constant MAX_FEE_BPS = 1_000;
    uint256 private constant MIN_WINDOW = 1 hours;
    uint256 private constant MIN_RULING_WINDOW = 1 days;
    uint256 private constant MAX_WINDOW = 180 days;
    /// @dev With it, no product below overflows: total · BPS < 2¹⁴².
    uint256 private constant MAX_TOTAL = type(uint128).max;
    uint256 private constant MAX_RATING = 5;
    /// @dev Top bit of a stock word; the units sold below it stay readable.
    uint256 private constant RETIRED = 1 << 255;

    mapping(bytes32 orderId => OrderState) private _states;
    mapping(address seller => mapping(bytes32 sku => uint256)) private _stock;
    /// @inheritdoc IEscrow
    mapping(address seller => uint64) public floor;
    /// @inheritdoc IEscrow
    mapping(address account => mapping(address currency => uint256)) public credit;

    // ---- opening

    /// @inheritdoc IEscrow
    function open(Purchase calldata purchase) external payable nonReentrant returns (bytes32 id) {
        uint256 total;
        (id, total) = _record(purchase);
        Payment.pull(purchase.offer.currency, msg.sender, total);
    }

    /// @inheritdoc IEscrow
    function openWithPermit(
        Purchase calldata purchase,
        Permit calldata permit
    ) external nonReentrant returns (bytes32 id) {
        uint256 total;
        (id, total) = _record(purchase);
        address currency = purchase.offer.currency;
        if (currency.code.length == 0) revert NotAToken(currency);
        // slither-disable-next-line unused-return
        try
            IERC20Permit(currency).permit(
                msg.sender,
                address(this),
                total,
                permit.deadline,
                permit.v,
                permit.r,
                permit.s
            )
        {} catch {} // used before by a front-runner, or not supported: the allowance decides
        Payment.pull(currency, msg.sender, total);
    }

    /// @dev All of `open` but the money.
    function _record(Purchase calldata purchase) private returns (bytes32 id, uint256 total) {
        Offer calldata offer = purchase.offer;
        _checkLimits(offer.limits, offer.arbitrator != address(0));
        _checkRoles(offer, purchase.referrer);
        total = _checkedTotal(offer, purchase.units);

        bytes32 digest = OrderHash.offerDigest(offer);
        id = OrderHash.orderId(digest, msg.sender, purchase.units, purchase.salt, purchase.referrer);
        Status current = _states[id].status();
        if (current != Status.None) revert WrongStatus(id, current, Status.None, Status.None);
        uint256 lowest = floor[offer.seller];
        if (offer.limits.counter() < lowest) revert OfferVoid(offer.limits.counter(), lowest);
        if (!Signature.isValid(offer.seller, digest, purchase.signature)) revert InvalidSignature(offer.seller, digest);

        _take(offer, purchase.units);
        _states[id] = enter(Status.Funded);
        emit Opened(id, offer.seller, msg.sender, offer, purchase.units, purchase.salt, purchase.referrer);
    }

    function _checkLimits(Limits limits, bool arbitrated) private view {
        if (block.timestamp > limits.validUntil()) revert TooLate(limits.validUntil(), block.timestamp);
        _checkRange("shipWindow", limits.shipWindow(), MIN_WINDOW, MAX_WINDOW);
        _checkRange("inspectionWindow", limits.inspectionWindow(), MIN_WINDOW, MAX_WINDOW);
        if (arbitrated) _checkRange("rulingWindow", limits.rulingWindow(), MIN_RULING_WINDOW, MAX_WINDOW);
        _checkRange("arbitratorFeeBps", limits.arbitratorFeeBps(), 0, MAX_FEE_BPS);
        _checkRange("referrerBps", limits.referrerBps(), 0, MAX_FEE_BPS);
        _checkRange("defaultBuyerBps", limits.defaultBuyerBps(), 0, BPS);
    }

    function _checkRoles(Offer calldata offer, address referrer) private view {
        address seller = offer.seller;
        address arbitrator = offer.arbitrator;
        address second = offer.fallbackArbitrator;
        if (seller == msg.sender || seller == arbitrator) revert RoleConflict(seller);
        if (arbitrator == msg.sender) revert RoleConflict(arbitrator);
        if (second != address(0)) {
            if (arbitrator == address(0)) revert FallbackWithoutArbitrator(second);
            if (second == seller || second == msg.sender || second == arbitrator) revert RoleConflict(second);
        }
        _checkOutside(address(this), seller, arbitrator, second, referrer);
        if (offer.currency != address(0)) _checkOutside(offer.currency, seller, arbitrator, second, referrer);
    }

    /// @dev Money paid or credited to the escrow or to a token's contract would be lost.
    function _checkOutside(
        address account,
        address seller,
        address arbitrator,
        address second,
        address referrer
    ) private view {
        if (
            account == seller ||
            account == msg.sender ||
            account == arbitrator ||
            account == second ||
            account == referrer
        ) revert RoleConflict(account);
    }

    /// @dev Each factor is bounded first, so that nothing overflows and the sum says what is wrong.
    function _checkedTotal(Offer calldata offer, uint256 units) private pure returns (uint256 total) {
        _checkRange("units", units, 1, type(uint32).max);
        _checkRange("unitPrice", offer.unitPrice, 0, MAX_TOTAL);
        _checkRange("shipping", offer.shipping, 0, MAX_TOTAL);
        total = _total(offer, units);
        _checkRange("total", total, 1, MAX_TOTAL);
    }

    function _checkRange(bytes32 field, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert OutOfRange(field, value, min, max);
    }

    /// @dev Takes the units from the seller's stock. An sku without ceiling is only asked whether it is retired.
    function _take(Offer calldata offer, uint256 units) private {
        uint256 ceiling = offer.limits.maxUnits();
        bytes32 sku = offer.sku;
        if (sku == 0) {
            if (ceiling != 0) revert StockWithoutSku(ceiling);
            return;
        }
        uint256 stock = _stock[offer.seller][sku];
        if (stock & RETIRED != 0) revert SkuRetired(offer.seller, sku);
        if (ceiling == 0) return;
        // stock ≤ 2³² − 1 by the check below, units < 2³²
        unchecked {
            if (stock + units > ceiling) revert SoldOut(sku, stock, units, ceiling);
            _stock[offer.seller][sku] = stock + units;
        }
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
    function confirm(Order calldata order, bytes32 review, uint8 rating) external nonReentrant {
        (bytes32 id, ) = _load(order, Status.Funded, Status.Disputed);
        _checkCaller(order.buyer);
        _checkRange("rating", rating, 0, MAX_RATING);
        if (review != 0 || rating != 0) emit Reviewed(id, review, rating);
        _close(order, id, Status.Released, 0, address(0));
    }

    /// @inheritdoc IEscrow
    function cancel(Order calldata order) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Funded, Status.Disputed);
        if (msg.sender != order.offer.seller) {
            if (current.status() != Status.Funded) revert Unauthorized(msg.sender, order.offer.seller);
            _checkAfter(_end(current, order.offer.limits.shipWindow()));
        }
        _close(order, id, Status.Refunded, BPS, address(0));
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
    function rule(Order calldata order, uint16 buyerBps) external nonReentrant {
        (bytes32 id, OrderState current) = _load(order, Status.Disputed, Status.Disputed);
        _checkRange("buyerBps", buyerBps, 0, BPS);
        Offer calldata offer = order.offer;
        uint256 end = _end(current, offer.limits.rulingWindow());
        address ruler = offer.arbitrator;
        if (current.passed()) {
            ruler = offer.fallbackArbitrator;
        } else if (block.timestamp > end && offer.fallbackArbitrator != address(0)) {
            ruler = offer.fallbackArbitrator;
            end = _end(current, 2 * offer.limits.rulingWindow());
        }
        _checkCaller(ruler);
        _checkWithin(end);
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
        if (actual < from || actual > to) revert WrongStatus(id, actual, from, to);
    }

    /// @dev The last second of a window: a sum of 40 and at most 33 bits.
    function _end(OrderState current, uint256 window) private pure returns (uint256) {
        unchecked {
            return current.since() + window;
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

    /// @dev The only way out of an open order. `ruler` is zero unless an arbitrator ruled.
    function _close(Order calldata order, bytes32 id, Status closed, uint256 buyerBps, address ruler) private {
        Offer calldata offer = order.offer;
        uint256 toSeller = _total(offer, order.units);
        uint256 toBuyer;
        uint256 fee;
        uint256 toReferrer;
        // shares ≤ BPS of a total ≤ 2¹²⁸ − 1: no product overflows, no difference is negative
        unchecked {
            if (ruler != address(0)) fee = (toSeller * offer.limits.arbitratorFeeBps()) / BPS;
            toBuyer = ((toSeller - fee) * buyerBps) / BPS;
            toSeller -= fee + toBuyer;
            if (order.referrer != address(0)) toReferrer = (toSeller * offer.limits.referrerBps()) / BPS;
            toSeller -= toReferrer;
        }
        _states[id] = enter(closed);
        emit Closed(id, closed, toBuyer, toSeller, fee, toReferrer);
        address currency = offer.currency;
        // credited, never called; no event of its own: it is in Closed
        if (toReferrer != 0) credit[order.referrer][currency] += toReferrer;
        if (toBuyer != 0) _pay(currency, order.buyer, toBuyer);
        if (toSeller != 0) _pay(currency, offer.seller, toSeller);
        if (fee != 0) _pay(currency, ruler, fee);
    }

    /// @dev Bounded when the order was opened: < 2¹²⁸ · 2³² + 2¹²⁸.
    function _total(Offer calldata offer, uint256 units) private pure returns (uint256) {
        unchecked {
            return offer.unitPrice * units + offer.shipping;
        }
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
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
        uint256 amount = credit[msg.sender][currency];
        if (amount == 0) revert NothingToWithdraw(msg.sender, currency);
        credit[msg.sender][currency] = 0;
        emit Withdrawn(msg.sender, currency, to, amount);
        Payment.send(currency, to, amount);
    }

    /// @inheritdoc IEscrow
    function retire(bytes32 sku) external nonReentrant {
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
    function state(bytes32 orderId_) external view returns (Status status, uint40 since, bool passed) {
        OrderState current = _states[orderId_];
        return (current.status(), uint40(current.since()), current.passed());
    }

    /// @inheritdoc IEscrow
    function orderId(Order calldata order) public view returns (bytes32) {
        return OrderHash.orderId(order);
    }

    /// @inheritdoc IEscrow
    function offerDigest(Offer calldata offer) external view returns (bytes32) {
        return OrderHash.offerDigest(offer);
    }

    /// @inheritdoc IEscrow
    function sold(address seller, bytes32 sku) external view returns (uint256 units) {
        return _stock[seller][sku] & ~RETIRED;
    }

    /// @inheritdoc IEscrow
    function retired(address seller, bytes32 sku) external view returns (bool) {
        return _stock[seller][sku] & RETIRED != 0;
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
