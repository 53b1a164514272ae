#include "model/release.h"

namespace sig {

std::string_view to_string(ReleaseKind kind) {
  switch (kind) {
    case ReleaseKind::Promote:
      return "promote";
    case ReleaseKind::Rollback:
      return "rollback";
    case ReleaseKind::Hold:
      return "hold";
    default:
      return "kill";
  }
}

}  // namespace sig
