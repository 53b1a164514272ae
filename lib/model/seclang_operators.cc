#include "model/seclang_lookup.h"
#include "model/seclang_names.h"

namespace sig {
namespace {

using O = SecOperand;
using U = SecUse;

/// libmodsecurity 3 wants an argument where ModSecurity 2.9 takes the empty text.
constexpr SecOperatorRow rows[] = {
    {"beginsWith"},
    {"contains"},
    {"containsWord"},
    {"detectSQLi", O::Nothing, U::Optional},
    {"detectXSS", O::Nothing, U::Optional},
    {"endsWith"},
    {"eq", O::Number},
    {"fuzzyHash", O::OtherFile},
    {"ge", O::Number},
    {"geoLookup", O::Nothing, U::Optional},
    {"gsbLookup", O::Text, U::Optional, sec_v2},
    {"gt", O::Number},
    {"inspectFile", O::OtherFile},
    {"ipMatch", O::Addresses},
    {"ipMatchF", O::AddressFile},
    {"ipMatchFromFile", O::AddressFile},
    {"le", O::Number},
    {"lt", O::Number},
    {"noMatch", O::Nothing, U::Optional},
    {"pm", O::Phrases},
    {"pmf", O::DataFile},
    {"pmFromFile", O::DataFile},
    {"rbl"},
    {"rsub", O::Text, U::Required, sec_v2},
    {"rx", O::Regex},
    {"rxGlobal", O::Regex, U::Required, sec_v3},
    {"streq"},
    {"strmatch"},
    {"unconditionalMatch", O::Nothing, U::Optional},
    {"validateByteRange", O::ByteRanges},
    {"validateDTD", O::OtherFile},
    {"validateHash", O::Text, U::Optional, sec_v2},
    {"validateSchema", O::OtherFile},
    {"validateUrlEncoding", O::Nothing, U::Optional},
    {"validateUtf8Encoding", O::Nothing, U::Optional},
    {"verifyCC", O::Regex},
    {"verifyCPF", O::Regex},
    {"verifySSN", O::Regex},
    {"verifySVNR", O::Regex, U::Required, sec_v3},
    {"within"},
};

}  // namespace

std::span<const SecOperatorRow> seclang_operators() {
  return rows;
}

const SecOperatorRow* find_sec_operator(std::string_view name) {
  return find_row<SecOperatorRow>(rows, name);
}

}  // namespace sig
