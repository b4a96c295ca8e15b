import ProviderAPI
import Provisioners

extension BuiltInProviders {
  var provisioners: [String: any Provisioner] {
    [
      "file": FileUpload(environment: environment), "local-exec": LocalExec(environment: environment),
      "remote-exec": RemoteExec(environment: environment),
    ]
  }
}
