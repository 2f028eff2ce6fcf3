// The same contract on every database that is supported.
import { storeContract } from './contract.ts'

storeContract('embedded')
storeContract('server')
