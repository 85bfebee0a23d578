# licensee: paths on standard input, `seconds<TAB>ids` for each.
require 'licensee'

STDIN.each_line do |line|
  path = line.strip
  text = File.read(path, mode: 'rb').force_encoding('utf-8').scrub
  began = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
  found = Licensee::ProjectFiles::LicenseFile.new(text, 'LICENSE').license
  took = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - began
  id = found.nil? || found.spdx_id == 'NOASSERTION' ? '' : found.spdx_id
  puts format("%.6f\t%s", took, id)
end
