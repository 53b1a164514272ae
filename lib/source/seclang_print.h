#pragma once

#include <string>

#include "model/seclang.h"

namespace sig::source {

/// A file as text that both engines read and that reads as the same file: one action a line,
/// chained rules indented. An Include is printed as it was written, not what it included. Comments
/// are not part of the model and so not of the text.
std::string print_seclang(const SecFile& file);

/// One directive, with a line end behind it.
std::string print_seclang(const SecDirective& directive);

/// One rule with its chain.
std::string print_seclang(const SecRule& rule);

/// "ARGS|!ARGS:/^a/"
std::string print_seclang(const std::vector<SecVariable>& variables);

/// "!@rx ^a", without quotes round it.
std::string print_seclang(const SecOperator& op);

/// "setvar:'tx.score=+5'", without quotes round it.
std::string print_seclang(const SecAction& action);

}  // namespace sig::source
