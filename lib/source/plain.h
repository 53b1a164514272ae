#pragma once

#include <string_view>

namespace sig::source {

/// What YAML tools take an unquoted scalar for. Unquoted text that YAML 1.1 or 1.2 reads as another
/// type is never text to us, so that no tool reads a signature in another way.
enum class PlainType { Text, Null, Boolean, Integer, Float };

/// By the core schema of YAML 1.2.2 (10.3) together with the booleans and numbers of YAML 1.1.
PlainType plain_type(std::string_view scalar);

/// "a number", "true or false", ...: for messages.
std::string_view describe(PlainType type);

}  // namespace sig::source
