// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A price feed of the development chain, read like Chainlink's AggregatorV3Interface. Anyone may post an answer.
contract PriceFeed {
    uint8 public immutable decimals;
    string public description;
    uint256 public constant version = 1;

    uint80 private _round = 1;
    int256 private _answer;
    /// @dev 0: as new as the latest block
    uint256 private _updatedAt;

    constructor(uint8 decimals_, string memory description_, int256 answer) {
        (decimals, description, _answer) = (decimals_, description_, answer);
    }

    function post(int256 answer, uint256 updatedAt) external {
        (_round, _answer, _updatedAt) = (_round + 1, answer, updatedAt);
    }

    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        updatedAt = _updatedAt == 0 ? block.timestamp : _updatedAt;
        return (_round, _answer, updatedAt, updatedAt, _round);
    }
}
