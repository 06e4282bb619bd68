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
        NeedGas
    }

    Manner public manner;
    /// How it answers when it is asked for its signature: by default it takes any for its own.
    Manner public answer;
    address public victim;
    bytes public payload;
    /// What the reentrant call returned.
    bool public succeeded;
    bytes public result;

    receive() external payable {
        _behave(45_000);
    }

    function behave(Manner manner_, address victim_, bytes calldata payload_) external {
        (manner, victim, payload) = (manner_, victim_, payload_);
    }

    function answerWith(Manner answer_) external {
        answer = answer_;
    }

    function execute(address to, uint256 value, bytes calldata data) external payable {
        (bool ok, bytes memory returned) = to.call{value: value}(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(returned, 0x20), mload(returned))
        }
    }

    function tokenReceived() external {
        _behave(230_000);
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        if (answer == Manner.Revert) revert("not mine");
        if (answer == Manner.BurnGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (answer == Manner.ReturnBomb) {
            // as much as 500,000 gas of memory holds; copying it would cost the caller the same again
            assembly {
                return(0, 0x70000)
            }
        }
        // an honest wallet that needs most of its allowance
        if (answer == Manner.NeedGas) {
            for (uint256 left = gasleft(); left < gasleft() + 450_000;) {}
        }
        return 0x1626ba7e;
    }

    function _behave(uint256 needed) private {
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
        if (manner == Manner.Reenter) (succeeded, result) = victim.call(payload);
        // an honest wallet that needs most of its allowance, and leaves what it has if that is not there
        if (manner == Manner.NeedGas && gasleft() < needed) revert("not enough gas");
    }
}
