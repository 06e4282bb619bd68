// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Stands in for Multicall3 on a development chain: several calls in one transaction, all from this contract's address.
/// @dev Written from Multicall3's published interface: of its functions only `aggregate3`. The dev chain puts the code at
/// Multicall3's address without running a constructor, so there is none.
contract Multicall {
    struct Call3 {
        address target;
        bool allowFailure;
        bytes callData;
    }
    struct Result {
        bool success;
        bytes returnData;
    }

    /// @notice Makes the calls in order. One that may not fail and does takes all back.
    function aggregate3(Call3[] calldata calls) external payable returns (Result[] memory results) {
        results = new Result[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            Call3 calldata one = calls[i];
            (bool success, bytes memory returnData) = one.target.call(one.callData);
            if (!success && !one.allowFailure) revert("Multicall3: call failed");
            results[i] = Result(success, returnData);
        }
    }
}
