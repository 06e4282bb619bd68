// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A party that misbehaves when it is paid, in the coin or by a token that calls its receiver. It takes any
/// signature for its own and acts through `execute`, so it can be buyer, seller or arbitrator.
contract Hostile {
    enum Manner {
        Accept,
        Revert,
        BurnGas,
        ReturnBomb,
        Reenter,
        SpendAllowance
    }

    Manner public manner;
    address public target;
    bytes public call;
    /// What the reentrant call returned.
    bool public succeeded;
    bytes public result;
    uint256[8] private _slots;

    receive() external payable {
        _behave();
    }

    function behave(Manner manner_, address target_, bytes calldata call_) external {
        (manner, target, call) = (manner_, target_, call_);
    }

    function execute(address to, uint256 value, bytes calldata data) external payable {
        (bool ok, bytes memory returned) = to.call{value: value}(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(returned, 0x20), mload(returned))
        }
    }

    function tokenReceived() external {
        _behave();
    }

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0x1626ba7e;
    }

    function _behave() private {
        if (manner == Manner.Revert) revert("no, thank you");
        if (manner == Manner.BurnGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (manner == Manner.ReturnBomb) {
            // as much as 50,000 gas of memory holds; copying it would cost the caller the same again
            assembly {
                revert(0, 0x2000)
            }
        }
        if (manner == Manner.Reenter) (succeeded, result) = target.call(call);
        // an honest but hungry wallet: writes until little of the coin's allowance is left
        if (manner == Manner.SpendAllowance) for (uint256 i; gasleft() > 27_000; ++i) _slots[i] = i + 1;
    }
}
