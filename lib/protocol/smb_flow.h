#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/dcerpc_calls.h"
#include "protocol/smb_files.h"

namespace sig::protocol {

/// What requests of one SMB flow said that their responses need, and what of it rules see. Both
/// versions of SMB share it.
class SmbFlow {
 public:
  explicit SmbFlow(const AppLimits& limits) : files(limits) {}

  /// A request that waits for its response, by its message number.
  struct Request {
    std::uint16_t command = 0;
    std::string handle;
    std::string name;
    std::uint64_t offset = 0;
    std::uint32_t transaction = 0;
  };
  void wait(std::uint64_t message, Request request);
  /// Takes it out; false: there is none.
  bool take(std::uint64_t message, std::uint16_t command, Request& out);

  void connect_tree(std::uint32_t tree, bool is_pipe, const Request& request, AppSink& sink);
  bool is_pipe(std::uint32_t tree) const { return pipe_trees_.contains(tree); }
  /// Whether data of this handle is DCERPC: its tree says so, or its first bytes.
  bool is_rpc(std::uint32_t tree, std::string_view handle, std::string_view bytes) const;
  void pipe_data(bool to_server, std::string_view handle, std::string_view bytes, AppSink& sink);
  void close(std::string_view handle, AppSink& sink);
  /// User and domain of an NTLMSSP message somewhere in a security blob.
  void credentials(std::string_view blob, AppSink& sink);
  void event(bool to_server, std::string_view name, AppSink& sink);
  size_t held_bytes() const;

  SmbFiles files;
  std::uint32_t transactions = 0;

 private:
  struct Pipe {
    std::string handle;
    DcerpcCalls calls{AppProtocol::Smb};
    std::string held[2];
  };
  Pipe* pipe_of(std::string_view handle);

  std::map<std::uint64_t, Request> waiting_;
  std::map<std::uint32_t, bool> pipe_trees_;
  std::vector<Pipe> pipes_;
  UnitParts parts_;
};

/// UTF-16 as Suricata shows it: without its zero bytes.
std::string smb_text(std::string_view bytes);

/// One message, from its signature on. What is malformed is an event of `flow`. `missing` bytes of
/// the record behind it were too many to keep.
void smb1_message(SmbFlow& flow, bool to_server, std::string_view message, AppSink& sink);
void smb2_messages(SmbFlow& flow, bool to_server, std::string_view messages, AppSink& sink);

}  // namespace sig::protocol
