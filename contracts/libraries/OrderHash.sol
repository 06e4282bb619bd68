// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Offer} from "../types/Offer.sol";
import {Order} from "../types/Order.sol";

/// @notice EIP-712 hashing of the escrow, and nothing else. Vectors: protocol/vectors/offers.json.
library OrderHash {
    /// @dev Levels of a catalogue.
    uint256 internal constant MAX_DEPTH = 32;
    bytes32 internal constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 internal constant NAME_HASH = keccak256("Souk Escrow");
    bytes32 internal constant VERSION_HASH = keccak256("1");
    bytes32 internal constant OFFER_TYPEHASH = keccak256(
        "Offer(address seller,address arbitrator,address fallbackArbitrator,address currency,uint256 unitPrice,"
        "uint256 shipping,bytes32 terms,bytes32 sku,uint32 maxUnits,uint32 shipWindow,uint32 inspectionWindow,"
        "uint32 rulingWindow,uint16 arbitratorFeeBps,uint16 referrerBps,uint16 defaultBuyerBps,uint40 validUntil,"
        "uint40 counter)"
    );
    bytes32 internal constant CATALOGUE_TYPEHASH = keccak256(
        "Catalogue(address seller,uint64 sequence,bytes32 offersRoot,bytes32 contentDigest)"
    );
    bytes32 internal constant RELEASE_TYPEHASH = keccak256(
        "Release(bytes32 orderId,bytes32 review,uint8 rating,uint40 deadline)"
    );
    bytes32 internal constant SETTLEMENT_TYPEHASH = keccak256(
        "Settlement(bytes32 orderId,uint16 buyerBps,uint40 deadline)"
    );

    /// @dev Computed at each call: as an immutable it would be cheaper by about 100 gas, but the runtime code, which
    /// nodes check by its hash, would then differ from chain to chain.
    function domainSeparator() internal view returns (bytes32 separator) {
        (bytes32 typeHash, bytes32 name, bytes32 version) = (DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH);
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore(p, typeHash)
            mstore(add(p, 0x20), name)
            mstore(add(p, 0x40), version)
            mstore(add(p, 0x60), chainid())
            mstore(add(p, 0x80), address())
            separator := keccak256(p, 0xa0)
        }
    }

    /// @dev The 32 bytes a wallet signs.
    function typedData(bytes32 separator, bytes32 structHash) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore(p, hex"1901")
            mstore(add(p, 0x02), separator)
            mstore(add(p, 0x22), structHash)
            digest := keccak256(p, 0x42)
        }
    }

    /// @dev `hashStruct(offer)`: type hash, the eight words of calldata as they are, then the nine fields of the limits
    /// word, one word each, so that wallets can show them. Dirty upper bits of an address give another digest, and
    /// `open` refuses them when it reads the field.
    function hash(Offer calldata offer) internal pure returns (bytes32 digest) {
        bytes32 typeHash = OFFER_TYPEHASH;
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore(p, typeHash)
            calldatacopy(add(p, 0x20), offer, 0x100)
            let limits := calldataload(add(offer, 0x100))
            mstore(add(p, 0x120), shr(224, limits)) // maxUnits
            mstore(add(p, 0x140), and(shr(192, limits), 0xffffffff)) // shipWindow
            mstore(add(p, 0x160), and(shr(160, limits), 0xffffffff)) // inspectionWindow
            mstore(add(p, 0x180), and(shr(128, limits), 0xffffffff)) // rulingWindow
            mstore(add(p, 0x1a0), and(shr(112, limits), 0xffff)) // arbitratorFeeBps
            mstore(add(p, 0x1c0), and(shr(96, limits), 0xffff)) // referrerBps
            mstore(add(p, 0x1e0), and(shr(80, limits), 0xffff)) // defaultBuyerBps
            mstore(add(p, 0x200), and(shr(40, limits), 0xffffffffff)) // validUntil
            mstore(add(p, 0x220), and(limits, 0xffffffffff)) // counter
            digest := keccak256(p, 0x240)
        }
    }

    function offerDigest(bytes32 separator, Offer calldata offer) internal pure returns (bytes32) {
        return typedData(separator, hash(offer));
    }

    /// @dev keccak256(abi.encode(offerDigest, buyer, units, salt, referrer)): five words of fixed width, so injective
    /// (I7). The last four lie in calldata as they are encoded.
    function orderId(Order calldata order) internal view returns (bytes32 id) {
        bytes32 digest = offerDigest(domainSeparator(), order.offer);
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore(p, digest)
            calldatacopy(add(p, 0x20), add(order, 0x120), 0x80)
            id := keccak256(p, 0xa0)
        }
    }

    /// @dev The same of a purchase, whose buyer is not in it.
    function orderId(
        bytes32 digest,
        address buyer,
        uint32 units,
        uint64 salt,
        address referrer
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(digest, buyer, units, salt, referrer));
    }

    /// @dev Leaf and node cannot be confused: a leaf is the hash of 66 bytes, a node that of 64.
    function rootOf(bytes32[] calldata path, bytes32 leaf) internal pure returns (bytes32 node) {
        assembly ("memory-safe") {
            node := leaf
            let end := add(path.offset, shl(5, path.length))
            for {
                let at := path.offset
            } lt(at, end) {
                at := add(at, 0x20)
            } {
                let sibling := calldataload(at)
                let place := shl(5, gt(node, sibling)) // the smaller one first
                mstore(place, node)
                mstore(xor(place, 0x20), sibling)
                node := keccak256(0, 0x40)
            }
        }
    }

    function catalogueDigest(
        bytes32 separator,
        address seller,
        uint64 sequence,
        bytes32 offersRoot,
        bytes32 contentDigest
    ) internal pure returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(CATALOGUE_TYPEHASH, seller, sequence, offersRoot, contentDigest));
        return typedData(separator, structHash);
    }

    function releaseDigest(bytes32 id, bytes32 review, uint8 rating, uint40 deadline) internal view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(RELEASE_TYPEHASH, id, review, rating, deadline));
        return typedData(domainSeparator(), structHash);
    }

    function settlementDigest(bytes32 id, uint16 buyerBps, uint40 deadline) internal view returns (bytes32) {
        return typedData(domainSeparator(), keccak256(abi.encode(SETTLEMENT_TYPEHASH, id, buyerBps, deadline)));
    }

    /// @dev What an authorisation of a payment consents to: one order's id, or the hash of several in their order.
    function consentOf(bytes32[] memory ids) internal pure returns (bytes32 consent) {
        if (ids.length == 1) return ids[0];
        assembly ("memory-safe") {
            consent := keccak256(add(ids, 0x20), shl(5, mload(ids)))
        }
    }
}
