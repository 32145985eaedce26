import { createClients, type Clients } from '../../../local/resources/clients.ts';
import { startLocalCloud, type LocalCloud } from '../../../local/local-cloud.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { systemClock } from '../../../local/system-clock.ts';
import { echoDriver } from '../../support/echo-driver.ts';
import { copyFolder, stateFolder } from '../store/state-folder.ts';

/** A local cloud on a state folder, with the real SDK to talk to it. */
export class KeptCloud {
  readonly state: string;
  readonly cloud: LocalCloud;
  readonly clients: Clients;

  private constructor(state: string, cloud: LocalCloud) {
    this.state = state;
    this.cloud = cloud;
    this.clients = createClients(cloud.url);
  }

  static async start({ state = stateFolder(), app }: { state?: string; app?: string } = {}): Promise<KeptCloud> {
    const store = new SqliteStore(state);
    const parts = { clock: systemClock({ timeScale: 1 }), driver: echoDriver() };
    return new KeptCloud(state, await startLocalCloud({ port: 0, app, store, ...parts }));
  }

  /** Another one, on another port, with the files as a kill at this moment would leave them. */
  async killed({ app }: { app?: string } = {}): Promise<KeptCloud> {
    const state = copyFolder(this.state);
    await this.stop();
    return await KeptCloud.start({ state, app });
  }

  async stop(): Promise<void> {
    this.clients.close();
    await this.cloud.close();
  }
}
