#include "compile/dialect.h"

namespace sig::compile {

Decodes decodes_of(const Test& test) {
  Decodes out;
  for (const Decode how : test.decode) {
    if (how == Decode::Lowercase) {
      out.is_lower_case = true;
    } else {
      const bool keeps_case = how == Decode::Path || how == Decode::Whitespace;
      out.decodes_later = out.decodes_later || (out.is_lower_case && !keeps_case);
      out.steps.push_back(how);
    }
  }
  return out;
}

Check not_empty() {
  Check check;
  check.kind = Check::Kind::Pcre;
  check.text = "(?s).";
  return check;
}

}  // namespace sig::compile
