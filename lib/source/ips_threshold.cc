#include "base/text.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

using Kind = IpsThreshold::Kind;
using Track = IpsThreshold::Track;

std::optional<Track> track_of(std::string_view word) {
  if (word == "by_src") return Track::Source;
  if (word == "by_dst") return Track::Destination;
  if (word == "by_both") return Track::Both;
  if (word == "by_rule") return Track::Rule;
  if (word == "by_flow") return Track::Flow;
  return std::nullopt;
}

std::optional<Kind> kind_of(std::string_view word) {
  if (word == "limit") return Kind::Limit;
  if (word == "threshold") return Kind::Threshold;
  if (word == "both") return Kind::Both;
  return std::nullopt;
}

/// Reads "name value" pairs in any order; each once, all that are needed.
class ThresholdReader {
 public:
  ThresholdReader(IpsDraft& draft, const IpsOption& option, bool is_filter)
      : draft_(draft), option_(option), is_filter_(is_filter) {
    if (is_filter) out_.kind = Kind::DetectionFilter;
  }

  void read() {
    for (const IpsWord& part : comma_parts(option_.value)) {
      const size_t blank = std::min(part.text.find_first_of(" \t"), part.text.size());
      const std::string_view name = part.text.substr(0, blank);
      const std::string_view value = trim(part.text.substr(blank));
      if (!take(name, value)) {
        draft_.findings.error(code::bad_keyword_value,
                              part.text.empty() ? option_.raw : part,
                              quote(part.text) + " is no part of " + std::string(option_.name.text),
                              "expected type, track, count and seconds");
        return;
      }
    }
    if (seen_ != (is_filter_ ? 0xeU : 0xfU)) {
      return draft_.bad_value(option_,
                              is_filter_ ? "detection_filter needs track, count and seconds"
                                         : "threshold needs type, track, count and seconds");
    }
    draft_.rule.threshold = out_;
  }

 private:
  bool mark(unsigned bit) {
    const bool is_new = (seen_ & bit) == 0;
    seen_ |= bit;
    return is_new;
  }

  bool take(std::string_view name, std::string_view value) {
    if (name == "type" && !is_filter_) {
      const auto kind = kind_of(value);
      if (kind) out_.kind = *kind;
      return kind && mark(1);
    }
    if (name == "track") {
      const auto track = track_of(value);
      if (track) out_.track = *track;
      return track && mark(2);
    }
    const auto number = parse_unsigned(value);
    if (!number || *number == 0 || *number > 0xffffffffU) return false;
    if (name == "count") {
      out_.count = static_cast<std::uint32_t>(*number);
      return mark(4);
    }
    out_.seconds = static_cast<std::uint32_t>(*number);
    return name == "seconds" && mark(8);
  }

  IpsDraft& draft_;
  const IpsOption& option_;
  bool is_filter_;
  IpsThreshold out_;
  unsigned seen_ = 0;
};

void read(IpsDraft& draft, const IpsOption& option, bool is_filter) {
  if (draft.rule.threshold) {
    draft.findings.error(
        code::repeated_keyword, option.name, "a rule has one threshold or one detection_filter");
    return;
  }
  ThresholdReader(draft, option, is_filter).read();
}

}  // namespace

void threshold(IpsDraft& draft, const IpsOption& option) {
  read(draft, option, false);
}

void detection_filter(IpsDraft& draft, const IpsOption& option) {
  read(draft, option, true);
}

}  // namespace sig::source::ips
