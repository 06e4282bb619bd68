// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OfferRules} from "../../contracts/libraries/OfferRules.sol";
import {Split} from "../../contracts/libraries/Split.sol";
import {Offer} from "../../contracts/types/Offer.sol";

/// @dev For the SMTChecker (`npm run prove`), never deployed: what holds for every input that `open` lets through.
/// Arithmetic here is checked, and that it cannot overflow is proved as well.
contract SplitProof {
    uint256 private constant BPS = 10_000;

    /// @dev I2: the unchecked code computes what the formulas say, and the four shares are the total.
    function proveShares(uint256 total, uint256 feeBps, uint256 buyerBps, uint256 referrerBps) external pure {
        require(total <= type(uint128).max && feeBps <= BPS && buyerBps <= BPS && referrerBps <= BPS);
        (uint256 toBuyer, uint256 toSeller, uint256 toArbitrator, uint256 toReferrer) = Split.shares(
            total,
            feeBps,
            buyerBps,
            referrerBps
        );
        assert(toArbitrator == (total * feeBps) / BPS);
        assert(toBuyer == ((total - toArbitrator) * buyerBps) / BPS);
        assert(toReferrer == ((total - toArbitrator - toBuyer) * referrerBps) / BPS);
        assert(toSeller == total - toArbitrator - toBuyer - toReferrer);
        assert(toBuyer + toSeller + toArbitrator + toReferrer == total);
    }

    /// @dev No share is negative (as a word: above the total), and a share of nothing is nothing.
    function proveBounds(uint256 total, uint256 feeBps, uint256 buyerBps, uint256 referrerBps) external pure {
        require(total <= type(uint128).max && feeBps <= BPS && buyerBps <= BPS && referrerBps <= BPS);
        (uint256 toBuyer, uint256 toSeller, uint256 toArbitrator, uint256 toReferrer) = Split.shares(
            total,
            feeBps,
            buyerBps,
            referrerBps
        );
        assert(toBuyer <= total);
        assert(toSeller <= total);
        assert(toArbitrator <= total);
        assert(toReferrer <= total);
        assert(feeBps != 0 || toArbitrator == 0);
        assert(referrerBps != 0 || toReferrer == 0);
        assert(buyerBps != 0 || toBuyer == 0);
        // a refund is the whole total: cancel has no fee
        assert(feeBps != 0 || buyerBps != BPS || toBuyer == total);
    }

    /// @dev I3: within the bounds that `open` checks, arbitrator and referrer get a tenth at most.
    function proveFees(uint256 total, uint256 feeBps, uint256 buyerBps, uint256 referrerBps) external pure {
        require(total <= type(uint128).max && buyerBps <= BPS);
        require(feeBps <= OfferRules.MAX_FEE_BPS && referrerBps <= OfferRules.MAX_FEE_BPS);
        (, uint256 toSeller, uint256 toArbitrator, uint256 toReferrer) = Split.shares(
            total,
            feeBps,
            buyerBps,
            referrerBps
        );
        assert(toArbitrator * 10 <= total);
        assert(toReferrer * 10 <= toSeller + toReferrer);
    }

    /// @dev The unchecked total of bounded factors is the checked one.
    function proveTotal(Offer calldata offer, uint256 units) external pure {
        require(offer.unitPrice <= OfferRules.MAX_TOTAL && offer.shipping <= OfferRules.MAX_TOTAL);
        require(units <= type(uint32).max);
        assert(OfferRules.totalOf(offer, units) == offer.unitPrice * units + offer.shipping);
    }
}

/// @dev The control: without the bound on the total the same claim is false, and the prover must not prove it.
contract SplitControl {
    function refute(uint256 total, uint256 feeBps) external pure {
        require(feeBps <= 10_000);
        (, , uint256 toArbitrator, ) = Split.shares(total, feeBps, 0, 0);
        assert(toArbitrator == 0 || toArbitrator >= (total / 10_000) * feeBps);
    }
}
