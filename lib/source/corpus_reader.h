#pragma once

#include "model/corpus.h"
#include "source/findings.h"
#include "source/yaml.h"

namespace sig::source {

/// corpus.yaml is written by a tool and may name 100,000 recordings of seven values each.
inline constexpr YamlLimits manifest_limits{
    .bytes = 64U << 20U, .nodes = 2000000, .keys = 1000, .depth = 8};

/// All of corpus.yaml but the digest of its bytes. schemas/corpus.md.
CorpusManifest read_corpus_tree(const YamlNode& root, Findings& findings);

}  // namespace sig::source
