// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Limits} from "../../contracts/types/Limits.sol";
import {Offer} from "../../contracts/types/Offer.sol";
import {Order, Purchase} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Signing} from "./Signing.sol";

/// @dev Purchases of all kinds that people may wish for, and which of them the escrow must take (I8).
abstract contract Wishes is Signing {
    struct Wish {
        Order order;
        Purchase purchase;
        /// No rule of the offer's terms and roles is broken.
        bool sound;
        /// The signature is the seller's, over the offer or its catalogue.
        bool signed;
    }

    uint64 private _salts;

    function _wanted(uint256 a, uint256 b, address buyer, address money) internal returns (Wish memory wish) {
        Offer memory offer = wish.order.offer;
        offer.seller = people[SELLER + ((a >> 8) % 2)];
        if ((a >> 16) % 4 != 0) offer.arbitrator = people[ARBITRATOR];
        if ((a >> 16) % 4 > 1) offer.fallbackArbitrator = people[SECOND];
        offer.currency = money;
        // half of the prices are so small that every share rounds
        offer.unitPrice = 1 + ((b >> 8) % ((a >> 32) % 2 == 0 ? 50 : 5 ether));
        offer.shipping = (b >> 80) % 40;
        offer.terms = bytes32(b);
        offer.sku = sku(a >> 40);
        wish.order.buyer = buyer;
        wish.order.units = uint32(1 + ((a >> 48) % 3));
        wish.order.salt = ++_salts;
        if ((a >> 56) % 3 == 0) wish.order.referrer = people[REFERRER];
        else if ((a >> 56) % 3 == 1 && (a >> 64) % 4 == 0) wish.order.referrer = buyer;
        offer.limits = _limits(a >> 72, b >> 120, offer);
        wish.sound = (b >> 40) % 16 != 0;
        if (!wish.sound) _spoil(wish.order, b >> 48);
        _consent(wish, uint256(keccak256(abi.encode(a, b))));
    }

    function _limits(uint256 a, uint256 b, Offer memory offer) private view returns (Limits) {
        uint256 ceiling = offer.sku == 0 || a % 3 == 0 ? 0 : 1 + soldUnits[offer.seller][offer.sku] + ((a >> 8) % 6);
        uint256 word = ceiling;
        word = (word << 32) | (1 hours + ((a >> 16) % 20 days)); // ship
        word = (word << 32) | (1 hours + ((a >> 48) % 20 days)); // inspection
        word = (word << 32) | (1 days + ((a >> 80) % 20 days)); // ruling
        word = (word << 16) | (b % 1_001); // arbitrator's fee
        word = (word << 16) | ((b >> 16) % 1_001); // referrer's share
        word = (word << 16) | ((b >> 32) % 10_001); // default share
        word = (word << 40) | ((b >> 64) % 9 == 0 ? block.timestamp - 1 : block.timestamp + ((b >> 64) % 30 days));
        uint64 floor = floors[offer.seller];
        return Limits.wrap((word << 40) | (floor > 0 && (b >> 96) % 9 == 0 ? floor - 1 : floor));
    }

    /// @dev Breaks one rule of the terms.
    function _spoil(Order memory order, uint256 x) private view {
        Offer memory offer = order.offer;
        uint256 rule = x % 15;
        if (rule == 0) _set(offer, 192, 32, 1 hours - 1);
        else if (rule == 1) _set(offer, 160, 32, 180 days + 1);
        else if (rule == 2) _set(offer, offer.arbitrator == address(0) ? 192 : 128, 32, 1 hours - 1);
        else if (rule == 3) _set(offer, 112, 16, 1_001);
        else if (rule == 4) _set(offer, 96, 16, 1_001);
        else if (rule == 5) _set(offer, 80, 16, 10_001);
        else if (rule == 6) (offer.arbitrator, offer.fallbackArbitrator) = (address(0), people[SECOND]);
        else if (rule == 7) offer.arbitrator = offer.seller;
        else if (rule == 8) offer.arbitrator = order.buyer;
        else if (rule == 9) (offer.arbitrator, offer.fallbackArbitrator) = (people[SECOND], people[SECOND]);
        else if (rule == 10) order.referrer = address(escrow);
        else if (rule == 11) (offer.unitPrice, offer.shipping) = (0, 0);
        else if (rule == 12) offer.unitPrice = 1 << 128;
        else if (rule == 13) offer.seller = order.buyer;
        else (offer.sku, offer.limits) = (bytes32(0), Limits.wrap(Limits.unwrap(offer.limits) | (1 << 224)));
    }

    function _set(Offer memory offer, uint256 place, uint256 bits, uint256 value) private pure {
        uint256 mask = ((1 << bits) - 1) << place;
        offer.limits = Limits.wrap((Limits.unwrap(offer.limits) & ~mask) | (value << place));
    }

    /// @dev The seller's signature over the offer, or over a catalogue with it; sometimes a stranger's.
    function _consent(Wish memory wish, uint256 x) internal view {
        Order memory order = wish.order;
        address seller = order.offer.seller;
        Purchase memory purchase = wish.purchase;
        (purchase.offer, purchase.units) = (order.offer, order.units);
        (purchase.salt, purchase.referrer) = (order.salt, order.referrer);
        bytes32 digest = escrow.offerDigest(order.offer);
        if (x % 3 != 0) {
            uint64 floor = floors[seller];
            // sequence 0 is the offer's own signature
            purchase.sequence = floor == 0 ? 1 : floor - ((x >> 8) % 9 == 0 && floor > 1 ? 1 : 0);
            purchase.contentDigest = keccak256(abi.encode(x));
            // an honest tree of 1 … 2³² offers, or one level more
            uint256 depth = (x >> 16) % 5 == 0 ? (x >> 24) % 34 : (x >> 24) % 4;
            purchase.path = new bytes32[](depth);
            for (uint256 i; i < depth; ++i) purchase.path[i] = keccak256(abi.encode(x, i));
            bytes32 root = rootOf(digest, purchase.path);
            digest = catalogueDigest(seller, purchase.sequence, root, purchase.contentDigest);
        }
        bool forged = (x >> 32) % 13 == 0;
        purchase.signature = forged ? sign(keys[STRANGER], digest) : signAs(seller, digest);
        // an honest signature for another edition, path or content does not count either
        if ((x >> 40) % 17 == 0 && purchase.sequence != 0) {
            forged = true;
            if ((x >> 48) % 3 == 0) ++purchase.sequence;
            else if ((x >> 48) % 3 == 1) purchase.contentDigest = 0;
            else purchase.path = new bytes32[](purchase.path.length + 1);
        }
        wish.signed = !forged || isWallet(seller);
    }

    /// @dev Whether the escrow must take the wish of index `i`, if it took those before it.
    function _mayRecord(Wish[] memory wishes, uint256 i) internal view returns (bool) {
        Wish memory wish = wishes[i];
        Order memory order = wish.order;
        Offer memory offer = order.offer;
        if (!wish.sound || !wish.signed || wish.purchase.path.length > 32) return false;
        bytes32 id = idOf(order);
        (Status status, , , ) = escrow.state(id);
        if (status != Status.None || block.timestamp > limit(order, 176, 40)) return false;
        uint256 counter = wish.purchase.sequence == 0 ? limit(order, 216, 40) : wish.purchase.sequence;
        if (counter < floors[offer.seller]) return false;
        uint256 units = soldUnits[offer.seller][offer.sku] + order.units;
        for (uint256 j; j < i; ++j) {
            Order memory other = wishes[j].order;
            if (idOf(other) == id) return false;
            bool counted = limit(other, 0, 32) != 0;
            if (counted && other.offer.seller == offer.seller && other.offer.sku == offer.sku) units += other.units;
        }
        uint256 ceiling = limit(order, 0, 32);
        if (offer.sku != 0 && isRetired[offer.seller][offer.sku]) return false;
        return ceiling == 0 || units <= ceiling;
    }
}
