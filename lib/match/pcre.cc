// The only user of pcre2.h.
#include "match/pcre.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <new>

#include "base/handle.h"

namespace sig::match {
namespace {

constexpr size_t max_pattern_bytes = 32768;

template <class T>
T* not_null(T* pointer) {
  if (pointer == nullptr) throw std::bad_alloc();
  return pointer;
}

PCRE2_SPTR units(std::string_view text) {
  // PCRE2 10.42 refuses a null subject even of length 0.
  return reinterpret_cast<PCRE2_SPTR>(text.data() == nullptr ? "" : text.data());
}

using Code = std::unique_ptr<pcre2_code, FreeWith<pcre2_code_free>>;

std::string message_of(int code) {
  std::array<PCRE2_UCHAR, 256> buffer{};
  pcre2_get_error_message(code, buffer.data(), buffer.size());
  return reinterpret_cast<const char*>(buffer.data());
}

Code compile_code(std::string_view pattern, bool ignore_case, PcreError& error) {
  const std::unique_ptr<pcre2_compile_context, FreeWith<pcre2_compile_context_free>> context(
      not_null(pcre2_compile_context_create(nullptr)));
  pcre2_set_max_pattern_length(context.get(), max_pattern_bytes);
  // Values are bytes; a pattern must not switch on UTF by "(*UTF)", as Hyperscan would not follow.
  const std::uint32_t options =
      PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | (ignore_case ? PCRE2_CASELESS : 0U);
  int code = 0;
  PCRE2_SIZE offset = 0;
  Code compiled(
      pcre2_compile(units(pattern), pattern.size(), options, &code, &offset, context.get()));
  if (!compiled) error = {message_of(code), offset};
  return compiled;
}

}  // namespace

struct Pcre::State {
  Code code;
};

Pcre::Pcre(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pcre::~Pcre() = default;

std::unique_ptr<const Pcre> Pcre::compile(std::string_view pattern,
                                          bool ignore_case,
                                          PcreError& error) {
  auto state = std::make_unique<State>();
  state->code = compile_code(pattern, ignore_case, error);
  if (!state->code) return nullptr;
  // Without JIT for a pattern the interpreter runs it, under the same limits.
  pcre2_jit_compile(state->code.get(), PCRE2_JIT_COMPLETE);
  return std::unique_ptr<const Pcre>(new Pcre(std::move(state)));
}

std::optional<PcreError> Pcre::check(std::string_view pattern, bool ignore_case) {
  PcreError error;
  if (compile_code(pattern, ignore_case, error)) return std::nullopt;
  return error;
}

size_t Pcre::memory_bytes() const {
  size_t code = 0;
  size_t jit = 0;
  pcre2_pattern_info(state_->code.get(), PCRE2_INFO_SIZE, &code);
  pcre2_pattern_info(state_->code.get(), PCRE2_INFO_JITSIZE, &jit);
  return code + jit;
}

struct PcreMatcher::State {
  PcreLimits limits;
  std::unique_ptr<pcre2_match_context, FreeWith<pcre2_match_context_free>> context;
  std::unique_ptr<pcre2_match_data, FreeWith<pcre2_match_data_free>> found;
  std::unique_ptr<pcre2_jit_stack, FreeWith<pcre2_jit_stack_free>> stack;
};

PcreMatcher::PcreMatcher(const PcreLimits& limits) : state_(std::make_unique<State>()) {
  state_->limits = limits;
  state_->context.reset(not_null(pcre2_match_context_create(nullptr)));
  state_->found.reset(not_null(pcre2_match_data_create(2, nullptr)));
  state_->stack.reset(
      not_null(pcre2_jit_stack_create(limits.jit_stack_bytes, limits.jit_stack_bytes, nullptr)));
  pcre2_match_context* context = state_->context.get();
  pcre2_set_depth_limit(context, limits.depth);
  pcre2_set_heap_limit(context, limits.heap_kib);
  pcre2_jit_stack_assign(context, nullptr, state_->stack.get());
}

PcreMatcher::~PcreMatcher() = default;
PcreMatcher::PcreMatcher(PcreMatcher&&) noexcept = default;

PcreMatch PcreMatcher::match(const Pcre& pattern, std::string_view text, bool first_group) {
  pcre2_set_match_limit(state_->context.get(), state_->limits.match_for(text.size()));
  const int found = pcre2_match(pattern.state_->code.get(),
                                units(text),
                                text.size(),
                                0,
                                0,
                                state_->found.get(),
                                state_->context.get());
  if (found == PCRE2_ERROR_NOMATCH) return {};
  // Every other error is a limit (match, depth, heap, JIT stack): neither a match nor none.
  if (found < 0) return {.truth = Truth::Undecided};
  const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(state_->found.get());
  if (first_group) {
    if (found < 2 || offsets[2] == PCRE2_UNSET) return {};
    return {Truth::Yes, offsets[2], offsets[3] - offsets[2]};
  }
  // \K in a lookahead can put the start behind the end.
  const size_t end = offsets[1] < offsets[0] ? offsets[0] : offsets[1];
  return {Truth::Yes, offsets[0], end - offsets[0]};
}

}  // namespace sig::match
