#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/names.h"
#include "source/codes.h"
#include "source/networks.h"
#include "source/project_reader.h"

namespace sig::source {
namespace {

void read_after(const YamlNode& node,
                const YamlNode& all,
                const std::vector<Environment>& earlier,
                Environment& environment,
                Findings& findings) {
  const auto name = read_text(node, "after", {}, findings);
  if (!name) return;
  std::vector<std::string_view> names;
  for (const Environment& known : earlier)
    names.push_back(known.name);
  if (std::find(names.begin(), names.end(), *name) != names.end()) {
    environment.after = *name;
  } else if (*name == environment.name) {
    findings.error(code::wrong_order,
                   node.span,
                   fmt::format("{} cannot come after itself", quote(*name)),
                   {},
                   "name the environment before it, or remove the key");
  } else if (all.find(*name) != nullptr) {
    findings.error(code::wrong_order,
                   node.span,
                   fmt::format("{} stands below, but comes before", quote(*name)),
                   {},
                   "write the environments in the order in which a release passes them");
  } else {
    refuse_environment(node, *name, names, findings);
  }
}

void read_never_block(const YamlNode& node, Environment& environment, Findings& findings) {
  const std::vector<std::string> items = read_texts(node, "never_block", {}, {}, findings);
  if (node.kind != YamlNode::Kind::Sequence) return;
  for (const YamlNode& item : node.children) {
    if (std::find(items.begin(), items.end(), item.text) == items.end()) continue;
    const bool is_address =
        item.text.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string::npos &&
        item.text.find_first_of(".:/") != std::string::npos;
    if (is_address) {
      if (const auto network = read_network(item.text, item.span, "the item", findings)) {
        environment.never_block.push_back(*network);
      }
    } else if (item.text.size() < 4) {
      findings.error(
          code::bad_never_block,
          item.span,
          fmt::format("{} is too short a name: it would spare too many clients", quote(item.text)),
          "expected a network, or at least 4 characters of a User-Agent");
    } else {
      environment.never_block_names.push_back(item.text);
    }
  }
}

void read_block_at(const YamlNode& node, Environment& environment, Findings& findings) {
  ObjectReader reader(node, "block_at", findings);
  environment.block_at =
      reader.named<Confidence>(reader.required("confidence"), "confidence", names_of<Confidence>());
  reader.finish();
}

void read_ceiling(const YamlNode& node, Environment& environment, Findings& findings) {
  ObjectReader reader(node, "ceiling", findings);
  if (const YamlNode* rate = reader.required("benign_match_rate")) {
    environment.max_benign_match_rate =
        as_setting(*rate, read_rate(*rate, "benign_match_rate", findings), findings);
  }
  reader.finish();
}

Environment read_environment(const YamlNode& node,
                             const YamlNode& all,
                             const std::vector<Environment>& earlier,
                             const std::vector<CorpusRef>& corpora,
                             Findings& findings) {
  Environment environment;
  environment.name = node.key;
  environment.where = where(node.key_span, findings.sources());
  check_name(node, "an environment", findings);
  ObjectReader reader(node, "the environment " + quote(node.key), findings);
  constexpr std::array<std::string_view, 2> modes{"detect", "block"};
  environment.mode =
      reader.named<Mode>(reader.required("mode"), "mode", modes).value_or(Mode::Detect);
  if (const YamlNode* after = reader.optional("after")) {
    read_after(*after, all, earlier, environment, findings);
  }
  if (const YamlNode* gate = reader.optional("gate")) {
    environment.gate = read_gate(*gate, corpora, findings);
  }
  if (const YamlNode* block_at = reader.optional("block_at")) {
    read_block_at(*block_at, environment, findings);
  }
  if (const YamlNode* ceiling = reader.optional("ceiling")) {
    read_ceiling(*ceiling, environment, findings);
  }
  if (const YamlNode* never_block = reader.optional("never_block")) {
    read_never_block(*never_block, environment, findings);
  }
  reader.finish();
  return environment;
}

}  // namespace

void refuse_environment(const YamlNode& node,
                        std::string_view name,
                        std::span<const std::string_view> known,
                        Findings& findings) {
  std::string help = suggestion(name, known, findings);
  if (help.empty()) {
    help =
        known.empty() ? "no environment stands above: remove the key" : "write " + join_or(known);
  }
  findings.error(code::unknown_environment,
                 node.span,
                 fmt::format("unknown environment {}", quote(name)),
                 {},
                 std::move(help));
}

std::vector<Environment> read_environments(const YamlNode& node,
                                           const std::vector<CorpusRef>& corpora,
                                           Findings& findings) {
  std::vector<Environment> out;
  const ObjectReader environments(node, "environments", findings);
  if (!environments.is_mapping()) return out;
  if (node.children.empty()) {
    findings.error(code::missing_value,
                   node.span,
                   "environments is empty",
                   {},
                   "write at least one, such as dev: {mode: detect}");
  }
  for (const YamlNode& child : node.children) {
    out.push_back(read_environment(child, node, out, corpora, findings));
  }
  return out;
}

}  // namespace sig::source
