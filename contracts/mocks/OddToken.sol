// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

interface ITokenReceiver {
    function tokenReceived() external;
}

/// @notice A token with one oddity at a time, each of which exists in the wild.
contract OddToken {
    string public constant name = "Odd Dollar";
    string public constant symbol = "tODD";
    uint8 public constant decimals = 6;

    enum Oddity {
        None,
        /// transfer and transferFrom return nothing (USDT)
        NoReturn,
        /// fails by returning false
        FalseReturn,
        /// a hundredth of each transfer goes elsewhere
        TransferFee,
        /// says true and moves nothing
        Lie,
        /// returns one byte
        ShortReturn,
        /// returns 8 kB, of which the first word is true
        LongReturn,
        /// burns all gas it gets
        BurnGas,
        /// calls its receiver (ERC-777)
        Hook,
        /// calls `victim` with `payload` during each transfer
        Reenter
    }

    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    mapping(address account => bool) public blocked;
    Oddity public oddity;
    address public victim;
    bytes public payload;
    bool public succeeded;
    bytes public result;

    event Transfer(address indexed from, address indexed to, uint256 amount);

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function become(Oddity oddity_) external {
        oddity = oddity_;
    }

    function setBlocked(address account, bool blocked_) external {
        blocked[account] = blocked_;
    }

    function reenter(address victim_, bytes calldata payload_) external {
        (oddity, victim, payload) = (Oddity.Reenter, victim_, payload_);
    }

    /// @dev What a rebasing or seizing token does to a holder.
    function seize(address account, uint256 amount) external {
        balanceOf[account] -= amount;
    }

    function approve(address spender, uint256 amount) public virtual returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        return _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        require(!blocked[from] && !blocked[to], "blocked");
        if (oddity == Oddity.FalseReturn) return false;
        if (oddity == Oddity.Lie) return true;
        if (oddity == Oddity.BurnGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (oddity == Oddity.Reenter) (succeeded, result) = victim.call(payload);
        balanceOf[from] -= amount;
        balanceOf[to] += oddity == Oddity.TransferFee ? amount - amount / 100 : amount;
        emit Transfer(from, to, amount);
        if (oddity == Oddity.Hook && to.code.length != 0) {
            // the escrow itself is no receiver of hooks
            (bool ok, ) = to.call(abi.encodeCall(ITokenReceiver.tokenReceived, ()));
            require(ok || to == msg.sender, "receiver refused");
        }
        if (oddity == Oddity.NoReturn) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        if (oddity == Oddity.ShortReturn) {
            assembly ("memory-safe") {
                mstore(0, shl(248, 1))
                return(0, 1)
            }
        }
        if (oddity == Oddity.LongReturn) {
            assembly {
                mstore(0, 1)
                return(0, 0x2000)
            }
        }
        return true;
    }
}
