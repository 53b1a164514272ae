#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "model/corpus.h"
#include "model/ips_rule.h"
#include "model/project.h"
#include "model/signature.h"

namespace sig::source {

/// Reads sigctl.yaml of the folder. Findings go to diagnostics; a partial project may come back
/// with them. An Io error only when the file cannot be read.
Result<Project> read_project(const std::string& folder, Diagnostics& diagnostics);

/// All signatures below the project's sources, portable ones and rules of *.rules files, sorted by
/// id; those with findings are left out. File names in origins are relative to the project. Files
/// of later languages (*.conf, *.xml) in the sources are reported as not yet supported, never
/// skipped silently.
Result<std::vector<Signature>> read_signatures(const Project& project, Diagnostics& diagnostics);

/// The same from loose files and folders, with no project.
Result<std::vector<Signature>> read_signature_paths(
    const std::vector<std::string>& paths,
    const std::map<std::string, std::vector<std::string>>& vars,
    Diagnostics& diagnostics);

/// One text that holds one signature, or several as a sequence.
std::vector<Signature> read_signature_text(
    std::string name,
    std::string bytes,
    const std::map<std::string, std::vector<std::string>>& vars,
    Diagnostics& diagnostics);

/// The native rules among the signatures, typed, with the variables that they were read with.
Result<std::vector<IpsRule>> typed_rules(const std::vector<Signature>& signatures);

/// corpus.yaml of a corpus folder.
Result<CorpusManifest> read_corpus_manifest(const std::string& folder, Diagnostics& diagnostics);

}  // namespace sig::source
