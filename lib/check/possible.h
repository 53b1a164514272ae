#pragma once

#include <string>
#include <string_view>

#include "check/regex_tree.h"
#include "model/signature.h"

namespace sig::check {

/// Bytes that no value of the test's field can hold once it is decoded, and in plain words why.
struct Impossible {
  ByteSet bytes;
  std::string reason;  ///< "lowercase leaves no upper-case letter"
};
Impossible impossible_bytes(const Test& test);

/// Why a fixed text can never be found by this test; empty when it can.
std::string impossible_text(const Test& test, std::string_view text);

}  // namespace sig::check
