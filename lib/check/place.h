#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "model/signature.h"

namespace sig::check {

/// Where the value of a top-level key of the signature was written; the id where the key is absent.
Span place_of(const Signature& signature, std::string_view key);

/// "signatures/web.yaml:12".
std::string origin_text(const Signature& signature);

/// Findings about one signature: they carry its id as subject.
class Findings {
 public:
  Findings(const Signature& signature, Diagnostics& diagnostics)
      : signature_(signature), diagnostics_(diagnostics) {}

  void error(std::string_view code,
             Span at,
             std::string message,
             std::string label = {},
             std::string help = {}) {
    diagnostics_.error(
        code, at, std::move(message), std::move(label), std::move(help), signature_.id);
  }
  void warning(std::string_view code,
               Span at,
               std::string message,
               std::string label = {},
               std::string help = {}) {
    diagnostics_.warning(
        code, at, std::move(message), std::move(label), std::move(help), signature_.id);
  }
  void note(std::string_view code,
            Span at,
            std::string message,
            std::string label = {},
            std::string help = {}) {
    diagnostics_.add({Level::Note,
                      code,
                      std::move(message),
                      at,
                      std::move(label),
                      std::move(help),
                      signature_.id});
  }

 private:
  const Signature& signature_;
  Diagnostics& diagnostics_;
};

}  // namespace sig::check
