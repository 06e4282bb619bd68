// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Order} from "../../contracts/types/Order.sol";
import {Market} from "./Market.sol";

/// @dev What people sign, by the specification and not by the escrow's code.
abstract contract Signing is Market {
    bytes32 private constant _DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    function escrowDigest(bytes memory encoded) internal view returns (bytes32) {
        return _typed("Souk Escrow", address(escrow), keccak256(encoded));
    }

    function dollarDigest(bytes memory encoded) internal view returns (bytes32) {
        return _typed("Test Dollar", address(dollar), keccak256(encoded));
    }

    function _typed(string memory name, address verifier, bytes32 structHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(_DOMAIN, keccak256(bytes(name)), keccak256("1"), block.chainid, verifier)
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function catalogueDigest(
        address seller,
        uint64 sequence,
        bytes32 root,
        bytes32 content
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Catalogue(address seller,uint64 sequence,bytes32 offersRoot,bytes32 contentDigest)"
        );
        return escrowDigest(abi.encode(typeHash, seller, sequence, root, content));
    }

    function releaseDigest(bytes32 id, bytes32 review, uint8 rating, uint40 deadline) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Release(bytes32 orderId,bytes32 review,uint8 rating,uint40 deadline)");
        return escrowDigest(abi.encode(typeHash, id, review, rating, deadline));
    }

    function settlementDigest(bytes32 id, uint16 buyerBps, uint40 deadline) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Settlement(bytes32 orderId,uint16 buyerBps,uint40 deadline)");
        return escrowDigest(abi.encode(typeHash, id, buyerBps, deadline));
    }

    function permitDigest(address owner, uint256 value, uint256 deadline) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        return dollarDigest(abi.encode(typeHash, owner, address(escrow), value, dollar.nonces(owner), deadline));
    }

    /// @dev As the token's `receiveWithAuthorization` asks: the nonce says what for.
    function authorizationDigest(
        address from,
        uint256 value,
        uint256 start,
        uint256 end,
        bytes32 nonce
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,"
            "bytes32 nonce)"
        );
        return dollarDigest(abi.encode(typeHash, from, address(escrow), value, start, end, nonce));
    }

    /// @dev Permit2's, whose domain has no version; the spender is the escrow.
    function permit2Digest(
        address money,
        uint256 amount,
        uint256 nonce,
        uint256 deadline,
        bytes32 orderId
    ) internal view returns (bytes32) {
        bytes32 permitted = keccak256(
            abi.encode(keccak256("TokenPermissions(address token,uint256 amount)"), money, amount)
        );
        bytes32 typeHash = keccak256(
            "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,"
            "bytes32 orderId)TokenPermissions(address token,uint256 amount)"
        );
        bytes32 structHash = keccak256(abi.encode(typeHash, permitted, address(escrow), nonce, deadline, orderId));
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)"),
                keccak256("Permit2"),
                block.chainid,
                PERMIT2
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    /// @dev The root above a leaf: each node is the hash of the sorted pair below.
    function rootOf(bytes32 leaf, bytes32[] memory path) internal pure returns (bytes32 node) {
        node = leaf;
        for (uint256 i; i < path.length; ++i) {
            (bytes32 low, bytes32 high) = node < path[i] ? (node, path[i]) : (path[i], node);
            node = keccak256(bytes.concat(low, high));
        }
    }

    /// @dev The order's id (I7): of everything that the parties agreed on.
    function idOf(Order memory order) internal view returns (bytes32) {
        bytes32 digest = escrow.offerDigest(order.offer);
        return keccak256(abi.encode(digest, order.buyer, order.units, order.salt, order.referrer));
    }

    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The account's own signature; a wallet takes any, so it signs with the stranger's key.
    function signAs(address account, bytes32 digest) internal view returns (bytes memory) {
        for (uint256 i; i < PEOPLE; ++i) if (people[i] == account && !isWallet(account)) return sign(keys[i], digest);
        return sign(keys[STRANGER], digest);
    }
}
