// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A contract wallet (ERC-1271) with one key, and code an EOA can delegate to (EIP-7702).
contract SignerWallet {
    address private immutable _KEY;

    constructor(address key) {
        _KEY = key;
    }

    receive() external payable {}

    /// @notice The key acts through its wallet.
    function execute(address to, uint256 value, bytes calldata data) external {
        require(msg.sender == _KEY, "not the key");
        (bool ok, bytes memory returned) = to.call{value: value}(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(returned, 0x20), mload(returned))
        }
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address recovered, , ) = ECDSA.tryRecoverCalldata(digest, signature);
        return recovered == _KEY ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }
}
