// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEscrow} from "../interfaces/IEscrow.sol";
import {Limits} from "../types/Limits.sol";
import {Offer} from "../types/Offer.sol";
import {Refusal} from "./Refusal.sol";

/// @notice What an offer must be to be opened, whoever signed it: time, windows, shares, roles and total.
library OfferRules {
    uint256 internal constant BPS = 10_000;
    uint256 internal constant MAX_FEE_BPS = 1_000;
    uint256 internal constant MIN_WINDOW = 1 hours;
    uint256 internal constant MIN_RULING_WINDOW = 1 days;
    uint256 internal constant MAX_WINDOW = 180 days;
    /// @dev With it, no product below overflows: total · BPS < 2¹⁴².
    uint256 internal constant MAX_TOTAL = type(uint128).max;

    function checkLimits(Limits limits, bool arbitrated, uint256 item) internal view {
        uint256 end = limits.validUntil();
        if (block.timestamp > end) {
            Refusal.refuse(item, abi.encodeWithSelector(IEscrow.TooLate.selector, end, block.timestamp));
        }
        Refusal.checkRange(item, "shipWindow", limits.shipWindow(), MIN_WINDOW, MAX_WINDOW);
        Refusal.checkRange(item, "inspectionWindow", limits.inspectionWindow(), MIN_WINDOW, MAX_WINDOW);
        if (arbitrated) Refusal.checkRange(item, "rulingWindow", limits.rulingWindow(), MIN_RULING_WINDOW, MAX_WINDOW);
        Refusal.checkRange(item, "arbitratorFeeBps", limits.arbitratorFeeBps(), 0, MAX_FEE_BPS);
        Refusal.checkRange(item, "referrerBps", limits.referrerBps(), 0, MAX_FEE_BPS);
        Refusal.checkRange(item, "defaultBuyerBps", limits.defaultBuyerBps(), 0, BPS);
    }

    function checkRoles(Offer calldata offer, address buyer, address referrer, uint256 item) internal view {
        address seller = offer.seller;
        address arbitrator = offer.arbitrator;
        address second = offer.fallbackArbitrator;
        if (seller == buyer || seller == arbitrator) _conflict(seller, item);
        if (arbitrator == buyer) _conflict(arbitrator, item);
        if (second != address(0)) {
            if (arbitrator == address(0)) {
                Refusal.refuse(item, abi.encodeWithSelector(IEscrow.FallbackWithoutArbitrator.selector, second));
            }
            if (second == seller || second == buyer || second == arbitrator) _conflict(second, item);
        }
        checkOutside(address(this), seller, buyer, arbitrator, second, referrer, item);
        address currency = offer.currency;
        if (currency != address(0)) checkOutside(currency, seller, buyer, arbitrator, second, referrer, item);
    }

    /// @dev Money paid or credited to the escrow or to a token's contract would be lost.
    function checkOutside(
        address account,
        address seller,
        address buyer,
        address arbitrator,
        address second,
        address referrer,
        uint256 item
    ) internal pure {
        if (account == seller || account == buyer || account == arbitrator || account == second || account == referrer)
            _conflict(account, item);
    }

    function _conflict(address account, uint256 item) private pure {
        Refusal.refuse(item, abi.encodeWithSelector(IEscrow.RoleConflict.selector, account));
    }

    /// @dev Each factor is bounded first, so that nothing overflows and the sum says what is wrong.
    function checkedTotal(Offer calldata offer, uint256 units, uint256 item) internal pure returns (uint256 total) {
        Refusal.checkRange(item, "units", units, 1, type(uint32).max);
        Refusal.checkRange(item, "unitPrice", offer.unitPrice, 0, MAX_TOTAL);
        Refusal.checkRange(item, "shipping", offer.shipping, 0, MAX_TOTAL);
        total = totalOf(offer, units);
        Refusal.checkRange(item, "total", total, 1, MAX_TOTAL);
    }

    /// @dev Of bounded factors: < 2¹²⁸ · 2³² + 2¹²⁸.
    function totalOf(Offer calldata offer, uint256 units) internal pure returns (uint256) {
        unchecked {
            return offer.unitPrice * units + offer.shipping;
        }
    }
}
