// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IArbitrable} from "../interfaces/IArbitrable.sol";
import {IArbitrator} from "../interfaces/IArbitrator.sol";
import {IArbitratorAdapter} from "../interfaces/IArbitratorAdapter.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {Payment} from "../libraries/Payment.sol";
import {Ruler} from "../libraries/Ruler.sol";
import {Order} from "../types/Order.sol";
import {Status} from "../types/OrderState.sol";

/// @title Arbitrator adapter
/// @dev The specification is IArbitratorAdapter. Everything but the court's callback holds the guard; the callback calls
/// nobody, so it needs none and never fails for the court.
contract ArbitratorAdapter is IArbitratorAdapter, ReentrancyGuardTransient {
    uint256 private constant CHOICES = 5;
    /// @dev Between two neighbouring choices, in bps.
    uint256 private constant STEP = 2_500;
    /// @dev All orders share the one that the constructor published.
    uint256 private constant META_EVIDENCE = 0;

    struct Request {
        address payer;
        uint256 disputeId;
    }

    /// @dev Kept by the court's number, so that a ruling finds its place even if it comes before the number is known.
    struct Case {
        bytes32 orderId;
        bool ruled;
        uint256 ruling;
    }

    /// @inheritdoc IArbitratorAdapter
    IEscrow public immutable escrow;
    /// @inheritdoc IArbitratorAdapter
    IArbitrator public immutable court;
    /// @inheritdoc IArbitratorAdapter
    uint256 public immutable minRulingWindow;
    /// @inheritdoc IArbitratorAdapter
    uint256 public immutable roundTime;
    /// @inheritdoc IArbitratorAdapter
    bytes public extraData;
    /// @inheritdoc IArbitratorAdapter
    mapping(address account => mapping(address currency => uint256)) public earned;

    mapping(bytes32 orderId => Request) private _requests;
    mapping(uint256 disputeId => Case) private _cases;

    /// @param metaEvidence URI of what the five choices mean (ERC-1497).
    constructor(
        IEscrow escrow_,
        IArbitrator court_,
        bytes memory extraData_,
        uint256 minRulingWindow_,
        uint256 roundTime_,
        string memory metaEvidence
    ) {
        if (minRulingWindow_ < 1 days || minRulingWindow_ > 180 days) {
            revert IEscrow.OutOfRange("minRulingWindow", minRulingWindow_, 1 days, 180 days);
        }
        if (roundTime_ == 0 || roundTime_ > minRulingWindow_) {
            revert IEscrow.OutOfRange("roundTime", roundTime_, 1, minRulingWindow_);
        }
        (escrow, court, extraData) = (escrow_, court_, extraData_);
        (minRulingWindow, roundTime) = (minRulingWindow_, roundTime_);
        emit MetaEvidence(META_EVIDENCE, metaEvidence);
    }

    /// @dev The fee, pushed at the close or pulled by `withdraw`. The escrow gives it little gas.
    receive() external payable {
        if (msg.sender != address(escrow)) revert NotTheEscrow(msg.sender, address(escrow));
    }

    // ---- to the court

    /// @inheritdoc IArbitratorAdapter
    function request(Order calldata order) external payable nonReentrant returns (uint256 disputeId) {
        bytes32 orderId = escrow.orderId(order);
        _checkRuler(order, orderId, 0);
        Request storage made = _requests[orderId];
        if (made.payer != address(0)) revert AlreadyRequested(orderId, made.payer);

        made.payer = msg.sender;
        uint256 price = cost();
        _checkPaid(price);
        disputeId = court.createDispute{value: price}(CHOICES, extraData);
        Case storage opened = _cases[disputeId];
        if (opened.orderId != 0) revert DisputeTaken(disputeId, opened.orderId);
        opened.orderId = orderId;
        made.disputeId = disputeId;
        emit Requested(orderId, disputeId, msg.sender, price);
        emit Dispute(court, disputeId, META_EVIDENCE, uint256(orderId));
        _giveChange(price);
    }

    /// @inheritdoc IArbitratorAdapter
    function appeal(Order calldata order) external payable nonReentrant {
        bytes32 orderId = escrow.orderId(order);
        uint256 disputeId = _requested(orderId).disputeId;
        Case storage pending = _cases[disputeId];
        if (pending.ruled) revert AlreadyRuled(orderId, pending.ruling);
        _checkRuler(order, orderId, roundTime);
        uint256 price = court.appealCost(disputeId, extraData);
        _checkPaid(price);
        emit Appealed(orderId, disputeId, msg.sender, price);
        court.appeal{value: price}(disputeId, extraData);
        _giveChange(price);
    }

    /// @inheritdoc IArbitratorAdapter
    function submitEvidence(Order calldata order, string calldata uri) external nonReentrant {
        bytes32 orderId = escrow.orderId(order);
        _disputed(orderId);
        if (order.offer.arbitrator != address(this) && order.offer.fallbackArbitrator != address(this)) {
            revert IEscrow.NotAParty(orderId, address(this));
        }
        if (msg.sender != order.buyer && msg.sender != order.offer.seller) {
            revert IEscrow.NotAParty(orderId, msg.sender);
        }
        emit Evidence(court, uint256(orderId), msg.sender, uri);
    }

    // ---- from the court

    /// @inheritdoc IArbitrable
    /// @dev Only records. Whether the order is still to be ruled is for `execute` to find out.
    function rule(uint256 disputeId, uint256 ruling) external {
        if (msg.sender != address(court)) revert NotTheCourt(msg.sender, address(court));
        Case storage decided = _cases[disputeId];
        if (decided.ruled) {
            emit RulingIgnored(disputeId, ruling);
            return;
        }
        (decided.ruled, decided.ruling) = (true, ruling);
        emit Ruling(court, disputeId, ruling);
    }

    /// @inheritdoc IArbitratorAdapter
    function execute(Order calldata order) external nonReentrant {
        bytes32 orderId = escrow.orderId(order);
        Request storage made = _requested(orderId);
        Case storage decided = _cases[made.disputeId];
        if (!decided.ruled) revert NotRuled(orderId, made.disputeId);
        uint16 buyerBps = _shareOf(decided.ruling, order.offer.limits.defaultBuyerBps());

        address currency = order.offer.currency;
        uint256 before = _holdings(currency);
        escrow.rule(order, buyerBps);
        uint256 afterwards = _holdings(currency);
        // measured, not computed: a token that lies must not let one payer earn what another one has here
        uint256 fee = afterwards > before ? afterwards - before : 0;
        earned[made.payer][currency] += fee;
        emit Executed(orderId, made.payer, buyerBps, currency, fee);
    }

    // ---- fees

    /// @inheritdoc IArbitratorAdapter
    function withdraw(address currency, address to) external nonReentrant {
        if (to == address(0) || to == address(this)) revert IEscrow.InvalidRecipient(to);
        uint256 amount = earned[msg.sender][currency];
        if (amount == 0) revert IEscrow.NothingToWithdraw(msg.sender, currency);
        earned[msg.sender][currency] = 0;
        emit Withdrawn(msg.sender, currency, to, amount);
        // a fee that could not be pushed is the adapter's credit in the escrow
        if (_balance(currency) < amount) escrow.withdraw(currency, address(this));
        Payment.send(currency, to, amount);
    }

    /// @dev All that the adapter has in a currency: only `withdraw` lowers it, and the guard keeps that out of `execute`.
    function _holdings(address currency) private view returns (uint256) {
        return _balance(currency) + escrow.credit(address(this), currency);
    }

    function _balance(address currency) private view returns (uint256) {
        return currency == address(0) ? address(this).balance : IERC20(currency).balanceOf(address(this));
    }

    function _checkPaid(uint256 price) private view {
        if (msg.value < price) revert CostNotMet(price, msg.value);
    }

    function _giveChange(uint256 price) private {
        if (msg.value > price) Payment.send(address(0), msg.sender, msg.value - price);
    }

    // ---- views

    /// @inheritdoc IArbitratorAdapter
    function requestOf(
        bytes32 orderId
    ) external view returns (address payer, uint256 disputeId, bool ruled, uint256 ruling) {
        (payer, disputeId) = (_requests[orderId].payer, _requests[orderId].disputeId);
        // dispute 0 may be another order's
        if (payer != address(0)) (ruled, ruling) = (_cases[disputeId].ruled, _cases[disputeId].ruling);
    }

    /// @inheritdoc IArbitratorAdapter
    function cost() public view returns (uint256) {
        return court.arbitrationCost(extraData);
    }

    /// @inheritdoc IArbitratorAdapter
    function appealCost(bytes32 orderId) external view returns (uint256) {
        return court.appealCost(_requested(orderId).disputeId, extraData);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return
            interfaceId == type(IArbitratorAdapter).interfaceId ||
            interfaceId == type(IArbitrable).interfaceId ||
            interfaceId == type(IERC165).interfaceId;
    }

    /// @dev The order is the adapter's to rule, and will be for `needed` seconds more.
    function _checkRuler(Order calldata order, bytes32 orderId, uint256 needed) private view {
        (uint256 since, bool passed) = _disputed(orderId);
        (address ruler, uint256 until) = Ruler.current(order.offer, since, passed);
        if (ruler != address(this)) revert IEscrow.Unauthorized(address(this), ruler);
        if (block.timestamp + needed > until) revert IEscrow.TooLate(until - needed, block.timestamp);
    }

    function _disputed(bytes32 orderId) private view returns (uint256 since, bool passed) {
        Status status;
        (status, since, passed, ) = escrow.state(orderId);
        if (status != Status.Disputed) {
            revert IEscrow.WrongStatus(orderId, status, Status.Disputed, Status.Disputed);
        }
    }

    function _requested(bytes32 orderId) private view returns (Request storage made) {
        made = _requests[orderId];
        if (made.payer == address(0)) revert NotRequested(orderId);
    }

    function _shareOf(uint256 ruling, uint256 defaultBps) private pure returns (uint16) {
        // both at most 10,000: the offer's was checked when the order was opened
        return uint16(ruling == 0 || ruling > CHOICES ? defaultBps : (CHOICES - ruling) * STEP);
    }
}
