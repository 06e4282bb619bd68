// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev The cheatcodes of Hardhat's EVM that the tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function prank(address) external;
    function deal(address, uint256) external;
    function warp(uint256) external;
    function etch(address, bytes calldata code) external;
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function addr(uint256 key) external pure returns (address);
    function getCode(string calldata artifact) external view returns (bytes memory);
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function snapshotState() external returns (uint256);
    function revertToState(uint256) external returns (bool);
}

/// @dev Cheatcodes, and the functions that an invariant run calls.
abstract contract TestBase {
    struct FuzzSelector {
        address target;
        bytes4[] selectors;
    }

    // solhint-disable-next-line const-name-snakecase
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    // solhint-disable-next-line const-name-snakecase
    bool public constant IS_TEST = true;
    FuzzSelector[] private _targets;

    function targetSelector(address target, bytes4 selector) internal {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        _targets.push(FuzzSelector(target, selectors));
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](_targets.length);
        for (uint256 i; i < targets.length; ++i) targets[i] = _targets[i].target;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory) {
        return _targets;
    }

    /// @dev Deploys what the build made of a contract, with the build's own compiler settings.
    function deploy(string memory artifact) internal returns (address deployed) {
        bytes memory code = vm.getCode(artifact);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        require(deployed != address(0), "not deployed");
    }
}
