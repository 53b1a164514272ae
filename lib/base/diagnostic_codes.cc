#include "base/diagnostic_codes.h"

namespace sig {
namespace {

constexpr DiagnosticCode codes[] = {
    // 01: text and YAML
    {"SIG0101", "duplicate-key", "a key stands twice in one mapping"},
    {"SIG0102", "too-large", "a file is larger than what is read"},
    {"SIG0103", "not-utf8", "a byte is not UTF-8"},
    {"SIG0104", "control-character", "a control character stands in the text"},
    {"SIG0105", "byte-order-mark", "a file starts with a byte order mark or is UTF-16"},
    {"SIG0106", "invisible-character", "a character cannot be seen or turns the order of others"},
    {"SIG0107", "syntax", "a text is not YAML, or not YAML that all tools read alike"},
    {"SIG0108", "anchor-or-alias", "a YAML anchor or alias, which are not read"},
    {"SIG0109", "merge-key", "a YAML merge key, which is not read"},
    {"SIG0110", "tag", "a YAML tag, which is not read"},
    {"SIG0111", "second-document", "a file holds a second document"},
    {"SIG0112", "unclosed-quote", "a quoted text is not closed"},
    {"SIG0113", "stray-text", "text that is neither a key nor a value"},
    {"SIG0114", "too-deep", "a text nests too deep"},
    {"SIG0115", "too-many-values", "a file holds too many values"},
    {"SIG0116", "too-many-keys", "a mapping holds too many keys"},
    {"SIG0117", "empty-file", "a file holds nothing"},
    {"SIG0118", "directive", "a YAML directive, which is not read"},
    {"SIG0119", "complex-key", "a key is a list or a mapping, or starts with ?"},
    {"SIG0120", "unknown-key", "a mapping has a key that is not known"},
    {"SIG0121", "missing-key", "a mapping lacks a key"},
    {"SIG0122",
     "wrong-shape",
     "a list, a mapping or text stands where another of them is expected"},
    {"SIG0123", "missing-value", "a key has no value"},
    {"SIG0124", "not-text", "a value without quotes is no text to YAML"},
    {"SIG0125", "not-number", "a value is not a number as we write them"},
    {"SIG0126", "not-boolean", "a value is neither true nor false"},
    {"SIG0127", "not-duration", "a value is not a duration"},
    {"SIG0128", "not-date", "a value is not a date or time"},
    {"SIG0129", "not-rate", "a value is neither a share nor a percentage"},
    {"SIG0130", "unknown-name", "a value is not in the list of names"},
    {"SIG0131",
     "out-of-range",
     "a number, duration or list is smaller or larger than what is allowed"},
    {"SIG0132", "too-long", "a text is longer than what is allowed"},
    {"SIG0133", "unprintable-text", "a text for people holds characters that cannot be printed"},
    {"SIG0134", "repeated-value", "a list holds a value twice"},
    {"SIG0135", "unsupported-language", "a file is in a language that is not supported yet"},
    // 02: signature fields
    {"SIG0201", "bad-id", "an id has another form than ids have"},
    {"SIG0202", "unknown-field", "a field is not known"},
    {"SIG0203", "field-without-name", "a field lacks the name of its header, cookie or argument"},
    {"SIG0204", "field-not-on-surface", "a field does not exist on what the signature looks at"},
    {"SIG0205", "no-operator", "a test has no operator"},
    {"SIG0206", "two-operators", "a test has two operators"},
    {"SIG0207", "operator-not-for-field", "an operator cannot test this kind of field"},
    {"SIG0208", "option-not-for-test", "decode or ignore_case has no effect on a test"},
    {"SIG0209", "empty-pattern", "an empty text is found in every value"},
    {"SIG0210", "bad-network", "a value is neither an address nor a network"},
    {"SIG0211", "host-bits", "a network has bits set behind its prefix"},
    {"SIG0212", "unknown-variable", "a variable is not defined"},
    {"SIG0213", "never-holds", "a field can never have the value that is asked for"},
    {"SIG0214", "mixed-condition", "a test and a list of conditions stand in one mapping"},
    {"SIG0215", "empty-condition", "a condition tests nothing"},
    {"SIG0216", "condition-too-large", "a condition has too many tests or nests too deep"},
    {"SIG0217",
     "block-without-end",
     "a signature blocks without a time after which the block ends"},
    {"SIG0218", "end-without-block", "a signature that does not block says when its block ends"},
    // 03: sigctl.yaml
    {"SIG0301", "bad-name", "a name has another form than names have"},
    {"SIG0302", "bad-path", "a path leaves the project"},
    {"SIG0303", "source-not-found", "a folder of sources is not there"},
    {"SIG0304", "unknown-corpus", "a gate asks for a corpus that the project does not have"},
    {"SIG0305", "wrong-label", "a gate asks for a corpus with another label"},
    {"SIG0306", "unknown-environment", "an environment is not known"},
    {"SIG0307", "wrong-order", "an environment stands before the one it comes after"},
    {"SIG0308", "unknown-driver", "a driver is not known"},
    {"SIG0309", "missing-setting", "an enforcement point lacks what its driver needs"},
    {"SIG0310", "bad-variable-name", "a variable has a name that cannot be written behind $"},
    {"SIG0311", "bad-never-block", "a name in never_block would spare too many"},
    {"SIG0312", "gate-without-corpus", "a gate compares on a corpus that it does not name"},
    // 04: checks on signatures
    // 05: corpora
    {"SIG0501", "bad-client-rule", "a corpus says in no known way what a client is"},
    {"SIG0502", "missing-client-reason", "records count as clients and nothing says why"},
    {"SIG0503", "bad-digest", "a digest has another form than digests have"},
    {"SIG0504", "bad-corpus-path", "a recording lies outside of its corpus"},
    {"SIG0505", "more-rejected-than-records", "more records are rejected than there are"},
    {"SIG0506", "reversed-times", "a corpus ends before it begins"},
};

}  // namespace

std::span<const DiagnosticCode> diagnostic_codes() {
  return codes;
}

const DiagnosticCode* find_diagnostic_code(std::string_view code) {
  for (const DiagnosticCode& row : codes) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

}  // namespace sig
