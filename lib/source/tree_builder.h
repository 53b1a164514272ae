#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "source/yaml.h"

namespace sig::source {

/// Thrown through yaml-cpp to end a parse whose findings say enough already.
struct StopParsing {};

/// Makes the tree of one document from yaml-cpp's events and checks what yaml-cpp 0.7 lets through:
/// duplicate keys, aliases, tags, depth and number of values, and every byte between two values,
/// so that no text is dropped silently.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::uint32_t source, const YamlLimits& limits, Diagnostics& diagnostics);

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark,
                const std::string& tag,
                YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

  /// Checks what stands behind the last value; call once after the document.
  void finish();
  bool is_refused() const { return is_refused_; }
  size_t documents() const { return documents_; }
  YamlNode take_root() { return std::move(root_); }

  /// Where a mark stands in the source text, whose lines may end in CRLF.
  std::uint32_t offset_of(const YAML::Mark& mark) const;

 private:
  /// A mapping or sequence that is not closed yet.
  struct Open {
    YamlNode node;
    int column = 0;  ///< of its first key or dash
    bool is_flow = false;
    bool has_key = false;  ///< a key waits for its value
    std::string key;
    Span key_span;
    std::map<std::string, Span, std::less<>> keys;
  };

  void open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::EmitterStyle::value style);
  void close();
  void add(YamlNode node);
  void take_key(YamlNode key);
  bool expects_key() const;
  void count_value(std::uint32_t at);
  void refuse(std::string_view code,
              std::uint32_t at,
              size_t length,
              std::string message,
              std::string help);
  void check_properties(std::uint32_t at);
  void check_gap(std::uint32_t end);
  void check_colon(const Open& map);
  YamlNode scalar_at(std::uint32_t at, const std::string& value);
  void measure(YamlNode& scalar, const std::string& value);
  size_t measure_quoted(YamlNode& scalar, const std::string& value);

  std::uint32_t source_;
  const YamlLimits& limits_;
  Diagnostics& diagnostics_;
  const SourceText& text_;
  std::vector<Open> stack_;
  YamlNode root_;
  size_t values_ = 0;
  size_t refusals_ = 0;
  size_t documents_ = 0;
  std::uint32_t last_end_ = 0;  ///< everything before it is accounted for
  bool is_refused_ = false;
};

}  // namespace sig::source
