// The only user of hs.h.
#include "match/hyperscan.h"

#include <fmt/format.h>
#include <hs.h>

#include <algorithm>
#include <limits>
#include <new>

#include "base/handle.h"

namespace sig::match {
namespace {

using ErrorText = std::unique_ptr<hs_compile_error_t, FreeWith<hs_free_compile_error>>;
using DatabasePointer = std::unique_ptr<hs_database_t, FreeWith<hs_free_database>>;

// SINGLEMATCH: one report a pattern and scan; without it a pattern such as "a" floods the callback.
unsigned flags_of(const HsPattern& pattern) {
  unsigned flags = HS_FLAG_SINGLEMATCH;
  if (pattern.ignore_case) flags |= HS_FLAG_CASELESS;
  if (pattern.is_regex) flags |= HS_FLAG_ALLOWEMPTY;
  if (pattern.prefilter) flags |= HS_FLAG_PREFILTER;
  return flags;
}

/// Stands for a regex that Hyperscan cannot even prefilter: reported for every text.
constexpr std::string_view every_text = "^";

void give_up_on(HsPattern& pattern) {
  pattern.expression = every_text;
  pattern.ignore_case = false;
  pattern.prefilter = true;
}

bool is_accepted(const HsPattern& pattern) {
  hs_expr_info_t* found = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t code =
      hs_expression_info(pattern.expression.c_str(), flags_of(pattern), &found, &error);
  const ErrorText owner(error);
  std::free(found);
  return code == HS_SUCCESS;
}

HsCompiled compile_once(const std::vector<HsPattern>& patterns) {
  std::vector<const char*> expressions;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
  for (const HsPattern& pattern : patterns) {
    expressions.push_back(pattern.expression.c_str());
    flags.push_back(flags_of(pattern));
    ids.push_back(static_cast<unsigned>(ids.size()));
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t code = hs_compile_multi(expressions.data(),
                                           flags.data(),
                                           ids.data(),
                                           static_cast<unsigned>(ids.size()),
                                           HS_MODE_BLOCK,
                                           nullptr,
                                           &database,
                                           &error);
  const ErrorText error_owner(error);
  const DatabasePointer owner(database);
  if (code == HS_NOMEM) throw std::bad_alloc();
  if (code != HS_SUCCESS) {
    return {{}, error == nullptr ? "unknown" : error->message, error ? error->expression : -1};
  }
  char* bytes = nullptr;
  size_t size = 0;
  if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS) throw std::bad_alloc();
  const std::unique_ptr<char, FreeWith<std::free>> bytes_owner(bytes);
  return {std::string(bytes, size), {}, -1};
}

}  // namespace

std::string literal_expression(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 4);
  for (const char c : text)
    out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return out;
}

HsCompiled compile_patterns(std::vector<HsPattern>& patterns) {
  for (HsPattern& pattern : patterns) {
    if (!pattern.is_regex) continue;
    if (!is_accepted(pattern)) pattern.prefilter = true;
    // Hyperscan's API takes C strings.
    const bool has_nul = pattern.expression.find('\0') != std::string::npos;
    if (has_nul || (pattern.prefilter && !is_accepted(pattern))) give_up_on(pattern);
  }
  for (;;) {
    HsCompiled compiled = compile_once(patterns);
    if (!compiled.database.empty() || compiled.refused < 0) return compiled;
    HsPattern& refused = patterns[static_cast<size_t>(compiled.refused)];
    if (!refused.is_regex || refused.expression == every_text) return compiled;
    if (refused.prefilter) give_up_on(refused);
    refused.prefilter = true;
  }
}

bool is_filtered(const HsPattern& pattern) {
  return pattern.expression != every_text;
}

std::string hyperscan_version() {
  const std::string_view full = hs_version();
  return std::string(full.substr(0, full.find(' ')));
}

std::string hyperscan_identity() {
  hs_platform_info_t platform{};
  if (hs_populate_platform(&platform) != HS_SUCCESS) platform = {};
  return fmt::format("{} platform {} {:x}", hs_version(), platform.tune, platform.cpu_features);
}

struct HsDatabase::State {
  DatabasePointer database;
  size_t size = 0;
};

HsDatabase::HsDatabase(std::unique_ptr<State> state) : state_(std::move(state)) {}
HsDatabase::~HsDatabase() = default;

std::unique_ptr<const HsDatabase> HsDatabase::load(std::string_view serialized) {
  hs_database_t* database = nullptr;
  if (hs_deserialize_database(serialized.data(), serialized.size(), &database) != HS_SUCCESS) {
    return nullptr;
  }
  auto state = std::make_unique<State>();
  state->database.reset(database);
  if (hs_database_size(database, &state->size) != HS_SUCCESS) return nullptr;
  return std::unique_ptr<const HsDatabase>(new HsDatabase(std::move(state)));
}

size_t HsDatabase::size() const {
  return state_->size;
}

struct HsScanner::State {
  hs_scratch_t* scratch = nullptr;
  ~State() {
    if (scratch != nullptr) hs_free_scratch(scratch);
  }
};

HsScanner::HsScanner() : state_(std::make_unique<State>()) {}
HsScanner::~HsScanner() = default;
HsScanner::HsScanner(HsScanner&&) noexcept = default;

void HsScanner::make_room_for(const HsDatabase& database) {
  if (hs_alloc_scratch(database.state_->database.get(), &state_->scratch) != HS_SUCCESS) {
    throw std::bad_alloc();
  }
}

bool HsScanner::scan(const HsDatabase& database,
                     std::string_view text,
                     OnMatch on_match,
                     void* context) {
  struct Call {
    OnMatch on_match;
    void* context;
  } call{on_match, context};
  if (text.size() > std::numeric_limits<unsigned>::max()) return false;
  const hs_error_t code = hs_scan(
      database.state_->database.get(),
      text.data() == nullptr ? "" : text.data(),
      static_cast<unsigned>(text.size()),
      0,
      state_->scratch,
      [](unsigned id, unsigned long long, unsigned long long, unsigned, void* pointer) {
        const auto* to = static_cast<const Call*>(pointer);
        return to->on_match(to->context, id) ? 1 : 0;
      },
      &call);
  return code == HS_SUCCESS || code == HS_SCAN_TERMINATED;
}

}  // namespace sig::match
