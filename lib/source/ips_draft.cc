#include "source/ips_draft.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sig::source {
namespace {

bool same_steps(const std::vector<IpsTransformStep>& a, const std::vector<IpsTransformStep>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.transform == y.transform && x.argument == y.argument;
  });
}

/// Suricata lets these stand with nothing behind them.
bool is_address(IpsBuffer buffer) {
  return buffer == IpsBuffer::IpSource || buffer == IpsBuffer::IpDestination;
}

}  // namespace

size_t IpsDraft::find_or_add(IpsInspection&& wanted) {
  if (!names_of(wanted.buffer).is_multi) {
    for (size_t i = 0; i < rule.inspections.size(); ++i) {
      const IpsInspection& there = rule.inspections[i];
      if (there.buffer == wanted.buffer && there.frame == wanted.frame &&
          same_steps(there.transforms, wanted.transforms)) {
        return i;
      }
    }
  }
  rule.inspections.push_back(std::move(wanted));
  return rule.inspections.size() - 1;
}

/// A sticky buffer or a transform that nothing followed.
void IpsDraft::settle_pending(const IpsWord& word) {
  if (!pending_) return;
  if (is_address(pending_->inspection.buffer)) {
    pending_.reset();
    return;
  }
  const bool transformed = !pending_->inspection.transforms.empty();
  findings.error(code::buffer_without_check,
                 pending_->word,
                 transformed ? "nothing looks at the transformed buffer"
                             : "nothing looks at the buffer " + quote(pending_->word.text),
                 {},
                 "put its content in front of " + quote(word.text));
  pending_.reset();
}

void IpsDraft::set_sticky(IpsBuffer buffer, const IpsWord& word, std::string frame) {
  settle_pending(word);
  is_sticky_ = true;
  is_base64_ = false;
  IpsInspection wanted;
  wanted.buffer = buffer;
  wanted.frame = std::move(frame);
  wanted.span = findings.span(word);
  pending_ = Pending{std::move(wanted), word};
}

void IpsDraft::reset_sticky(const IpsWord& word) {
  settle_pending(word);
  is_sticky_ = false;
  is_base64_ = false;
}

void IpsDraft::add_transform(IpsTransformStep step, const IpsWord& word) {
  if (!pending_ || is_base64_) {
    findings.error(code::buffer_without_check,
                   word,
                   quote(word.text) + " must stand right behind a sticky buffer");
    return;
  }
  pending_->inspection.transforms.push_back(std::move(step));
}

void IpsDraft::enter_base64(const IpsWord& word) {
  settle_pending(word);
  if (!base64_of_) {
    findings.error(
        code::modifier_without_content, word, "base64_data needs a base64_decode in front of it");
    return;
  }
  is_base64_ = true;
}

std::optional<IpsBuffer> IpsDraft::sticky_now() const {
  if (!is_sticky_ || is_base64_) return std::nullopt;
  return pending_ ? pending_->inspection.buffer : rule.inspections[current_].buffer;
}

size_t IpsDraft::current(const IpsWord& word) {
  if (pending_) {
    current_ = find_or_add(std::move(pending_->inspection));
    pending_.reset();
  } else if (!is_sticky_) {
    IpsInspection payload;
    payload.span = findings.span(word);
    return find_or_add(std::move(payload));
  }
  return current_;
}

IpsDraft::CheckPlace IpsDraft::put(size_t inspection, bool is_base64, IpsCheck check) {
  IpsInspection& where = rule.inspections[inspection];
  std::vector<IpsCheck>& checks = is_base64 ? where.base64 : where.checks;
  const CheckPlace place{inspection, checks.size(), is_base64};
  if (std::holds_alternative<IpsContent>(check)) last_content_ = place;
  if (std::holds_alternative<IpsBase64Decode>(check)) {
    base64_of_ = inspection;
  } else if (!std::holds_alternative<IpsBufferSize>(check) &&
             !std::holds_alternative<IpsDataset>(check)) {
    last_ = place;
  }
  checks.push_back(std::move(check));
  return place;
}

void IpsDraft::add_check(IpsCheck check, const IpsWord& word) {
  if (is_base64_) {
    put(*base64_of_, true, std::move(check));
  } else {
    put(current(word), false, std::move(check));
  }
}

void IpsDraft::add_following(IpsCheck check, bool is_relative, const IpsWord& word) {
  if (is_base64_ || is_sticky_ || !is_relative || !last_) {
    add_check(std::move(check), word);
  } else {
    put(last_->inspection, last_->is_base64, std::move(check));
  }
}

void IpsDraft::add_to(IpsBuffer buffer, IpsCheck check, const IpsWord& word) {
  IpsInspection wanted;
  wanted.buffer = buffer;
  wanted.span = findings.span(word);
  put(find_or_add(std::move(wanted)), false, std::move(check));
}

IpsContent* IpsDraft::last_content() {
  if (!last_content_) return nullptr;
  IpsInspection& where = rule.inspections[last_content_->inspection];
  std::vector<IpsCheck>& checks = last_content_->is_base64 ? where.base64 : where.checks;
  return std::get_if<IpsContent>(&checks[last_content_->index]);
}

void IpsDraft::move_last_content(IpsBuffer buffer, const IpsWord& word) {
  const CheckPlace from = *last_content_;
  std::vector<IpsCheck>& checks = rule.inspections[from.inspection].checks;
  IpsCheck content = std::move(checks[from.index]);
  checks.erase(checks.begin() + static_cast<std::ptrdiff_t>(from.index));
  add_to(buffer, std::move(content), word);
  const bool is_empty = rule.inspections[from.inspection].checks.empty() &&
                        from.inspection + 1 == rule.inspections.size() - 1 &&
                        last_content_->inspection == rule.inspections.size() - 1;
  if (!is_empty || base64_of_ == from.inspection) return;
  rule.inspections.erase(rule.inspections.begin() + static_cast<std::ptrdiff_t>(from.inspection));
  --last_content_->inspection;
  last_ = last_content_;
}

void IpsDraft::define(std::string name) {
  if (!is_defined(name)) defined_.push_back(std::move(name));
}

bool IpsDraft::is_defined(std::string_view name) const {
  return std::find(defined_.begin(), defined_.end(), name) != defined_.end();
}

void IpsDraft::bad_value(const IpsOption& option, std::string message, std::string label) {
  findings.error(code::bad_keyword_value,
                 option.raw.text.empty() ? option.name : option.raw,
                 std::move(message),
                 std::move(label));
}

void IpsDraft::unsupported(const IpsWord& keyword, std::string reason) {
  rule.unsupported.push_back(
      {std::string(keyword.text), std::move(reason), findings.span(keyword)});
}

bool IpsDraft::once(std::string_view keyword, const IpsOption& option) {
  if (std::find(seen_.begin(), seen_.end(), keyword) == seen_.end()) {
    seen_.push_back(keyword);
    return true;
  }
  findings.error(
      code::repeated_keyword, option.name, "the rule has two " + quote(option.name.text));
  return false;
}

void IpsDraft::finish() {
  if (pending_ && !is_address(pending_->inspection.buffer)) {
    findings.error(code::buffer_without_check,
                   pending_->word,
                   "nothing looks at the buffer " + quote(pending_->word.text),
                   {},
                   "put a content behind it");
  }
  pending_.reset();
  std::erase_if(rule.inspections, [](const IpsInspection& inspection) {
    return inspection.checks.empty() && inspection.base64.empty();
  });
}

std::optional<std::int64_t> read_signed(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> read_c_number(std::string_view text) {
  const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
  if (!is_hex) return parse_unsigned(text);
  text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool read_amount(std::string_view text, const IpsDraft& draft, IpsAmount& amount) {
  if (const auto number = read_signed(text)) {
    amount.number = *number;
    return true;
  }
  if (!draft.is_defined(text)) return false;
  amount.variable = std::string(text);
  return true;
}

std::vector<IpsWord> comma_parts(const IpsWord& value, char separator) {
  std::vector<IpsWord> parts;
  size_t at = 0;
  while (at <= value.text.size()) {
    const size_t end = std::min(value.text.find(separator, at), value.text.size());
    parts.push_back(trim_word(value.text.substr(at, end - at), value.at + at));
    at = end + 1;
  }
  return parts;
}

}  // namespace sig::source
