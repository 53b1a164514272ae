#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/corpus.h"

namespace sig::pipeline {

struct PinCorpusRequest {
  std::string folder;
  std::string name;  ///< empty: the folder's
  std::string label;
  std::string client;
  std::string client_reason;
  std::string provenance;
  std::uint32_t workers = 0;  ///< 0: one per core
  bool dry_run = false;
};

/// Reads every recording and writes corpus.yaml beside them; an older one is replaced.
Result<CorpusManifest> pin_corpus(const PinCorpusRequest& request);

/// What differs between the folder and its corpus.yaml, a sentence each.
Result<std::vector<std::string>> check_corpus(const std::string& folder);

/// `wanted`, or one per core when it is 0; never above 64.
std::uint32_t workers_or_cores(std::uint32_t wanted);

/// "source-ip", "header:NAME", "cookie:NAME" or "record", else a Usage error that lists them.
Result<ClientRule> client_rule(const std::string& text);

}  // namespace sig::pipeline
