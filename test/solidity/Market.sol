// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEscrow} from "../../contracts/interfaces/IEscrow.sol";
import {Hostile} from "../../contracts/mocks/Hostile.sol";
import {OddToken} from "../../contracts/mocks/OddToken.sol";
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
    }

    uint256 internal constant PEOPLE = 8;
    uint256 internal constant SELLER = 2;
    uint256 internal constant WALLET = 3;
    uint256 internal constant ARBITRATOR = 4;
    uint256 internal constant SECOND = 5;
    uint256 internal constant REFERRER = 6;

    IEscrow public escrow;
    OddToken public token;
    /// A contract that sells, and may refuse the coin or call back.
    Hostile public wallet;
    /// 0 and 1 buy, 2 and 3 sell (3 is the wallet), 4 and 5 arbitrate, 6 refers, 7 is a stranger.
    address[PEOPLE] public people;
    uint256[PEOPLE] internal keys;

    Order[] internal orders;
    Ghost[] internal ghosts;
    mapping(address currency => uint256) public held;
    mapping(address account => mapping(address currency => uint256)) public owed;
    mapping(address seller => mapping(bytes32 sku => uint256)) internal soldUnits;
    mapping(address seller => mapping(bytes32 sku => bool)) internal isRetired;
    mapping(address seller => uint64) internal floors;
    /// How often each thing happened: a walk that never gets there proves nothing.
    mapping(bytes32 what => uint256) public times;

    constructor() {
        escrow = IEscrow(deploy("contracts/Escrow.sol:Escrow"));
        token = new OddToken();
        wallet = new Hostile();
        for (uint256 i; i < PEOPLE; ++i) {
            keys[i] = uint256(keccak256(abi.encode("market", i)));
            people[i] = i == WALLET ? address(wallet) : vm.addr(keys[i]);
            vm.prank(people[i]);
            token.approve(address(escrow), type(uint256).max);
        }
        vm.warp(1_800_000_000);
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

    function sku(uint256 i) public pure returns (bytes32) {
        return i % 6 == 0 ? bytes32(0) : keccak256(abi.encode("sku", i % 6));
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
    function wealth(address account, address currency) internal view returns (uint256) {
        uint256 balance = currency == address(0) ? account.balance : token.balanceOf(account);
        return balance + escrow.credit(account, currency);
    }

    /// @dev Whether a push to the account fails now, and becomes its credit.
    function refuses(address account, address currency) internal view returns (bool) {
        if (currency != address(0)) return token.blocked(account);
        return account == address(wallet) && wallet.manner() == Hostile.Manner.Revert;
    }
}
