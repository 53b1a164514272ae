#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/corpus.h"

namespace sig::traffic {

struct PinRequest {
  std::string folder;
  std::string name;  ///< of the corpus; the folder's name by default
  Label label = Label::Unknown;
  ClientRule client;
  std::string client_reason;
  std::string provenance;
  std::uint32_t workers = 1;
};

/// Reads every recording below the folder to its end and says what it holds. An empty folder, a
/// file of no known format and one that cannot be read to its end are errors that name all such
/// files. corpus.yaml itself and files named README* are not recordings.
Result<CorpusManifest> pin_corpus(const PinRequest& request);

/// The text of corpus.yaml, deterministic; `manifest.digest` is set to its SHA-256.
std::string corpus_yaml(CorpusManifest& manifest);

/// Compares the folder with its manifest by digest: a message per changed, missing or extra file.
Result<std::vector<std::string>> compare_with_folder(const CorpusManifest& manifest,
                                                     const std::string& folder);

}  // namespace sig::traffic
