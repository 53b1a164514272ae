#pragma once

#include <string>

#include "compile/rule.h"

namespace sig::compile {

// A rule as one line without line end, in the language of each engine.

std::string suricata_rule(const Rule& rule);
std::string snort2_rule(const Rule& rule);
std::string snort3_rule(const Rule& rule);

}  // namespace sig::compile
