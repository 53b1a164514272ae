#pragma once

#include <array>
#include <memory>
#include <string>

#include "protocol/app_unit.h"

namespace sig::protocol {

struct AppContext {
  AppWants wants;
  AppLimits limits;
};

/// The application layer of one flow: finds out its protocol from the first bytes of either side
/// (patterns first, then probing parsers by port, as Suricata does), and gives the bytes to that
/// protocol's parser. Keeps at most 4 KiB a side while undecided. One thread; `context` must
/// outlive it.
class AppSession {
 public:
  AppSession(const AppContext& context,
             std::uint8_t ip_protocol,
             std::uint16_t client_port,
             std::uint16_t server_port);
  ~AppSession();
  AppSession(AppSession&&) noexcept;

  void data(bool to_server, std::string_view bytes, AppSink& sink);
  void gap(bool to_server, std::uint64_t length, AppSink& sink);
  void end(bool to_server, AppSink& sink);

  /// No protocol has been found, and it is still looked for.
  bool is_undecided() const;
  /// What is FTP data if its first bytes show nothing else; null: nothing is expected.
  void expect(const FtpTransfer* transfer);

  AppProtocol protocol() const;
  /// Nothing that comes will be looked at: no protocol was found, or its parser has given up.
  bool is_done() const;
  size_t held_bytes() const;
  /// Lets go of what is held, unseen; nothing more is looked at.
  void give_up();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The protocol that these first bytes show by themselves; Unknown: not enough yet, Failed: none.
AppProtocol detect_protocol(std::uint8_t ip_protocol,
                            bool to_server,
                            std::uint16_t client_port,
                            std::uint16_t server_port,
                            std::string_view bytes);

// The parsers, each in its own file.
std::unique_ptr<AppParser> make_http1_parser(const AppContext& context);
std::unique_ptr<AppParser> make_http2_parser(const AppContext& context);
std::unique_ptr<AppParser> make_dns_parser(const AppContext& context, bool is_tcp);
std::unique_ptr<AppParser> make_tls_parser(const AppContext& context);
std::unique_ptr<AppParser> make_ssh_parser(const AppContext& context);
std::unique_ptr<AppParser> make_snmp_parser(const AppContext& context);
std::unique_ptr<AppParser> make_smtp_parser(const AppContext& context);
std::unique_ptr<AppParser> make_ftp_parser(const AppContext& context);
std::unique_ptr<AppParser> make_ftp_data_parser(const AppContext& context, FtpTransfer transfer);
std::unique_ptr<AppParser> make_smb_parser(const AppContext& context);
std::unique_ptr<AppParser> make_dcerpc_parser(const AppContext& context);
std::unique_ptr<AppParser> make_enip_parser(const AppContext& context, bool is_tcp);
std::unique_ptr<AppParser> make_mqtt_parser(const AppContext& context);
std::unique_ptr<AppParser> make_rfb_parser(const AppContext& context);
std::unique_ptr<AppParser> make_sip_parser(const AppContext& context);

}  // namespace sig::protocol
