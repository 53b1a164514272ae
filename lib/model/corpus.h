#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/time.h"

namespace sig {

enum class Label { Benign, Attack, Unknown };

std::string_view to_string(Label label);
std::optional<Label> parse_label(std::string_view text);

/// What counts as one independent client: source-ip, header:NAME, cookie:NAME or record.
struct ClientRule {
  enum class Kind { SourceIp, Header, Cookie, Record };
  Kind kind = Kind::SourceIp;
  std::string name;  ///< Header (lower case) and Cookie
};

std::string to_string(const ClientRule& rule);
std::optional<ClientRule> parse_client_rule(std::string_view text);

/// One recording of a corpus as it was when it was pinned.
struct PinnedFile {
  std::string path;  ///< relative to the corpus folder
  Digest digest;
  std::uint64_t bytes = 0;
  std::string
      format;  ///< a name of traffic's format table: pcap, har, http, accesslog, syslog, ...
  std::uint64_t records = 0;
  std::uint64_t rejected = 0;  ///< of these, those that the reader could not use
};

/// corpus.yaml: what a folder of recordings held when somebody looked. Plain value.
struct CorpusManifest {
  std::string name;
  Label label = Label::Unknown;
  ClientRule client;
  std::string client_reason;  ///< why the records are independent; needed for Kind::Record
  std::string provenance;
  std::uint64_t clients = 0;
  std::optional<Time> captured_from;
  std::optional<Time> captured_to;
  std::vector<PinnedFile> files;  ///< sorted by path
  Digest digest;                  ///< of the bytes of corpus.yaml
};

}  // namespace sig
