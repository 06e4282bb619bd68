// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";

/// @notice One rule for every signature the escrow accepts: a key's own first, else the account's code is asked.
library Signature {
    /// @dev What an account's code may use where several are asked in one transaction and none must spoil the others' turn.
    uint256 internal constant SHARED_GAS = 500_000;
    /// @dev For the CALL itself and what follows a no.
    uint256 private constant RESERVE = 20_000;

    /// @dev The key comes first, so that an EOA that delegates by EIP-7702 signs as before, whatever its code answers;
    /// a contract account has no key, so for it only ERC-1271 can succeed. No more than one word of its answer is copied.
    /// @param shared whether others are asked too: then the code gets SHARED_GAS, no more and, lest little gas passes for
    /// a no, no less.
    function isValid(
        address signer,
        bytes32 digest,
        bytes calldata signature,
        bool shared
    ) internal view returns (bool valid) {
        (address recovered, ECDSA.RecoverError err, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (err == ECDSA.RecoverError.NoError && recovered == signer) return true;
        if (signer.code.length == 0) return false;
        uint256 gasCap = gasleft();
        if (shared) {
            // EIP-150: a callee can have 63/64 of what is left
            uint256 required = (SHARED_GAS * 64) / 63 + RESERVE;
            if (gasCap < required) revert IEscrow.LowGas(required, gasCap);
            gasCap = SHARED_GAS;
        }
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bytes32 yes = IERC1271.isValidSignature.selector;
        assembly ("memory-safe") {
            let ok := staticcall(gasCap, signer, add(question, 0x20), mload(question), 0, 0x20)
            valid := and(ok, and(gt(returndatasize(), 0x1f), eq(mload(0), yes)))
        }
    }
}
