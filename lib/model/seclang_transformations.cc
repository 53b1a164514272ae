#include "model/seclang_lookup.h"
#include "model/seclang_names.h"

namespace sig {
namespace {

constexpr SecTransformationRow rows[] = {
    {"base64Decode"},
    {"base64DecodeExt"},
    {"base64Encode"},
    {"cmdLine"},
    {"compressWhitespace"},
    {"cssDecode"},
    {"escapeSeqDecode"},
    {"hexDecode"},
    {"hexEncode"},
    {"htmlEntityDecode"},
    {"jsDecode"},
    {"length"},
    {"lowercase"},
    {"md5"},
    {"none"},
    {"normalisePath"},
    {"normalisePathWin"},
    {"normalizePath"},
    {"normalizePathWin"},
    {"parityEven7bit"},
    {"parityOdd7bit"},
    {"parityZero7bit"},
    {"removeComments"},
    {"removeCommentsChar"},
    {"removeNulls"},
    {"removeWhitespace"},
    {"replaceComments"},
    {"replaceNulls"},
    {"sha1"},
    {"sqlHexDecode"},
    {"trim"},
    {"trimLeft"},
    {"trimRight"},
    {"uppercase", sec_v3},
    {"urlDecode"},
    {"urlDecodeUni"},
    {"urlEncode"},
    {"utf8toUnicode"},
};

}  // namespace

std::span<const SecTransformationRow> seclang_transformations() {
  return rows;
}

const SecTransformationRow* find_sec_transformation(std::string_view name) {
  return find_row<SecTransformationRow>(rows, name);
}

}  // namespace sig
