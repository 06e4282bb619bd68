// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEscrow} from "../../contracts/interfaces/IEscrow.sol";
import {Hostile} from "../../contracts/mocks/Hostile.sol";
import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {SignatureTransfer} from "../../contracts/mocks/SignatureTransfer.sol";
import {TestDollar} from "../../contracts/mocks/TestDollar.sol";
import {Order} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {TestBase} from "./TestBase.sol";

/// @dev Who and what a walk through the escrow meets, and a model of what the escrow owes, kept apart from it.
abstract contract Market is TestBase {
    /// What the model knows of an order.
    struct Ghost {
        Status status;
        uint256 since;
        bool passed;
        uint256 extension;
        uint256 opened;
    }

    uint256 internal constant PEOPLE = 8;
    uint256 internal constant BUYER = 0;
    uint256 internal constant SELLER = 2;
    uint256 internal constant ARBITRATOR = 4;
    uint256 internal constant SECOND = 5;
    uint256 internal constant REFERRER = 6;
    uint256 internal constant STRANGER = 7;
    uint256 internal constant SKUS = 6;
    address internal constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;

    IEscrow public escrow;
    /// A token that changes its manners.
    OddToken public token;
    /// A token that behaves, and takes permits and authorisations.
    TestDollar public dollar;
    /// 0 and 1 buy, 2 and 3 sell, 4 and 5 arbitrate, 6 refers, 7 is a stranger. 1, 3 and 5 are wallets that accept any
    /// signature as theirs, and refuse money or call back when they are paid.
    address[PEOPLE] public people;
    uint256[PEOPLE] internal keys;

    Order[] internal orders;
    Ghost[] internal ghosts;
    mapping(address currency => uint256) public held;
    mapping(address currency => uint256) public donated;
    mapping(address account => mapping(address currency => uint256)) public owed;
    mapping(address seller => mapping(bytes32 sku => uint256)) internal soldUnits;
    mapping(address seller => mapping(bytes32 sku => bool)) internal isRetired;
    mapping(address seller => uint64) internal floors;
    /// How often each thing happened: a walk that never gets there proves nothing.
    mapping(bytes32 what => uint256) public times;

    constructor() {
        escrow = IEscrow(deploy("contracts/Escrow.sol:Escrow"));
        token = new OddToken();
        dollar = new TestDollar();
        vm.etch(PERMIT2, address(new SignatureTransfer()).code);
        for (uint256 i; i < PEOPLE; ++i) {
            keys[i] = uint256(keccak256(abi.encode("market", i)));
            people[i] = i % 2 == 1 && i < REFERRER ? address(new Hostile()) : vm.addr(keys[i]);
            _approve(people[i], address(token), address(escrow));
            _approve(people[i], address(token), PERMIT2);
            _approve(people[i], address(dollar), PERMIT2);
        }
        // the other buyer has none, so pays in dollars by what they sign
        _approve(people[1], address(dollar), address(escrow));
        vm.warp(1_800_000_000);
    }

    function _approve(address owner, address money, address spender) private {
        vm.prank(owner);
        OddToken(money).approve(spender, type(uint256).max);
    }

    function count() external view returns (uint256) {
        return orders.length;
    }

    function orderAt(uint256 i) external view returns (Order memory, Ghost memory) {
        return (orders[i], ghosts[i]);
    }

    function soldBy(address seller, bytes32 product) external view returns (uint256 units, bool retired) {
        return (soldUnits[seller][product], isRetired[seller][product]);
    }

    function floorOf(address seller) external view returns (uint64) {
        return floors[seller];
    }

    function sku(uint256 i) public pure returns (bytes32) {
        return i % SKUS == 0 ? bytes32(0) : keccak256(abi.encode("sku", i % SKUS));
    }

    function currency(uint256 i) public view returns (address) {
        if (i % 3 == 0) return address(0);
        return i % 3 == 1 ? address(token) : address(dollar);
    }

    function note(bytes32 what) internal {
        ++times[what];
    }

    function isOpen(Status status) internal pure returns (bool) {
        return status != Status.None && status < Status.Released;
    }

    function totalOf(Order memory order) internal pure returns (uint256) {
        return order.offer.unitPrice * order.units + order.offer.shipping;
    }

    /// @dev A field of the limits word; its place is counted from the most significant bit, as the layout is written.
    function limit(Order memory order, uint256 from, uint256 bits) internal pure returns (uint256) {
        return (uint256(bytes32(abi.encode(order.offer.limits))) << from) >> (256 - bits);
    }

    function shipWindow(Order memory order) internal pure returns (uint256) {
        return limit(order, 32, 32);
    }

    function inspectionWindow(Order memory order) internal pure returns (uint256) {
        return limit(order, 64, 32);
    }

    function rulingWindow(Order memory order) internal pure returns (uint256) {
        return limit(order, 96, 32);
    }

    /// @dev Balance and credit of a person.
    function wealth(address account, address money) public view returns (uint256) {
        uint256 balance = money == address(0) ? account.balance : OddToken(money).balanceOf(account);
        return balance + escrow.credit(account, money);
    }

    function isWallet(address account) internal view returns (bool) {
        return account == people[1] || account == people[3] || account == people[5];
    }

    /// @dev Whether a push to the account fails now, and becomes its credit.
    function refuses(address account, address money) internal view returns (bool) {
        if (money == address(dollar)) return false;
        if (money == address(0)) return _unfriendly(account);
        OddToken.Oddity oddity = token.oddity();
        if (token.blocked(account)) return true;
        if (oddity == OddToken.Oddity.FalseReturn || oddity == OddToken.Oddity.BurnGas) return true;
        return oddity == OddToken.Oddity.Hook && _unfriendly(account);
    }

    function callsBack(address account) internal view returns (bool) {
        return isWallet(account) && Hostile(payable(account)).manner() == Hostile.Manner.Reenter;
    }

    function _unfriendly(address account) private view returns (bool) {
        if (!isWallet(account)) return false;
        Hostile.Manner manner = Hostile(payable(account)).manner();
        return
            manner == Hostile.Manner.Revert || manner == Hostile.Manner.BurnGas || manner == Hostile.Manner.ReturnBomb;
    }
}
